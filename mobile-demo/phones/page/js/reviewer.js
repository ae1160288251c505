// A reviewer's phone: which claims wait, and the decision about one.

import { h } from './dom.js';
import { button, chip, field, formError, newForm, rowButton, section, stateOf } from './ui.js';
import { say, t, yuan } from './i18n.js';
import { attentionCards, common, historyLink } from './common.js';
import { claimFacts, fen } from './member-claims.js';

const reviews = {
  title: () => t('review.title'),
  draw(ctx) {
    const all = ctx.lists.all('reviews');
    const show = (one) =>
      rowButton(one.id, () => ctx.go('review', { id: one.id }), h('strong', {}, one.name), h('span', { class: 'muted' }, [one.draft.hospital, one.draft.own_cost != null && yuan(Number(one.draft.own_cost))].filter(Boolean).join(t('middot'))), chip(one.state));
    return h(
      'div',
      {},
      attentionCards(ctx),
      section(t('review.todo'), all.filter((one) => one.step).map(show), { key: 'todo', empty: t('review.todo.empty') }),
      section(t('review.rest'), all.filter((one) => !one.step).map(show), { key: 'rest', empty: t('review.rest.empty') }),
    );
  },
};

const review = {
  keepsForm: true,
  title: () => t('review.one'),
  draw(ctx) {
    const one = ctx.lists.one('reviews', ctx.params.id);
    if (!one) return h('p', { class: 'empty' }, t('gone'));
    const flag = say(one, 'flag');
    return h(
      'div',
      {},
      h('h3', { class: 'thing-title' }, one.name),
      h('p', { class: 'muted' }, one.plan.name),
      h('div', { class: 'card', key: 'state' }, stateOf(one.state)),
      flag && h('div', { class: 'card card-news', key: 'flag' }, h('h4', {}, t('review.flag')), h('p', {}, flag), h('p', { class: 'hint' }, t('review.flag.line'))),
      one.appeal && h('div', { class: 'card', key: 'appeal' }, h('h4', {}, t('review.appeal')), h('p', {}, one.appeal)),
      h('dl', { class: 'facts' }, one.employer && h('div', { class: 'fact', key: 'employer' }, h('dt', {}, t('review.employer')), h('dd', {}, one.employer)), claimFacts(one)),
      one.step && decide(ctx, one),
      historyLink(ctx, one.id, one.name),
    );
  },
};

function decide(ctx, one) {
  const { local } = ctx;
  // What is decided is about what was seen: where the claim changes meanwhile, the form begins anew.
  if (local.version !== one.version) Object.assign(local, { version: one.version, form: null });
  local.form ??= newForm({ amount: one.amount_fen ? (one.amount_fen / 100).toFixed(2) : '' });
  const { form } = local;
  const say = (decision) => async () => {
    const { amount, reason } = form.values;
    const body = { intent: 'decide-claim', claim: one.id, version: one.version, step: one.step, decision, reason: reason ?? '' };
    if (decision === 'pass' && fen(amount) !== '') body.amount = fen(amount);
    const answer = await ctx.act('do', body, { form, done: t('review.done') });
    if (answer?.ok) ctx.back();
  };
  return h(
    'form',
    { class: 'card card-mine', onsubmit: (event) => (event.preventDefault(), say('pass')()), key: 'decide', novalidate: true },
    h('h4', {}, t(`review.step.${one.step}`)),
    formError(form, ['amount', 'reason']),
    field(ctx, form, 'amount', t('review.amount'), { inputmode: 'decimal', focus: true }),
    field(ctx, form, 'reason', t('review.reason'), { area: true }),
    h('div', { class: 'buttons' }, button(t('review.pass'), null, { kind: 'main', type: 'submit', key: 'pass', busy: form.busy }), button(t('review.papers'), say('papers'), { key: 'papers' }), button(t('review.reject'), say('reject'), { key: 'reject' })),
  );
}

export const reviewer = { tabs: [['reviews', 'tab.review', 'list']], screens: { reviews, review, ...common } };
