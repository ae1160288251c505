// Mutual aid: what the plans are, enrolment, and from when to when there is cover.

import { h } from './dom.js';
import { asking, button, chip, fact, rowButton, section, stateOf } from './ui.js';
import { civilLong, dayClock, t, yuan } from './i18n.js';
import { historyLink } from './common.js';
import { claimSection } from './member-claims.js';

const enrolmentOf = (ctx, plan) => ctx.lists.all('enrolments').find((one) => one.plan === plan.id);

const aid = {
  title: () => t('aid.title'),
  draw(ctx) {
    const plans = ctx.lists.all('plans');
    const mine = plans.filter((plan) => enrolmentOf(ctx, plan));
    const open = plans.filter((plan) => !enrolmentOf(ctx, plan));
    const show = (plan) => {
      const one = enrolmentOf(ctx, plan);
      return rowButton(plan.id, () => ctx.go('plan', { id: plan.id }), h('strong', {}, plan.name), h('span', { class: 'muted' }, payer(plan)), one ? chip(one.state) : null);
    };
    return h(
      'div',
      {},
      section(t('aid.mine'), mine.map(show), { key: 'mine', empty: t('aid.mine.empty') }),
      claimSection(ctx),
      section(t('aid.open'), open.map(show), { key: 'open', empty: t('aid.open.empty') }),
    );
  },
};

const payer = (plan) => t(plan.payer === 'union' ? 'aid.union.pays' : 'aid.member.pays', { fee: yuan(plan.fee) });

const plan = {
  title: () => t('plan.title'),
  draw(ctx) {
    const one = ctx.lists.one('plans', ctx.params.id);
    if (!one) return h('p', { class: 'empty' }, t('gone'));
    const mine = enrolmentOf(ctx, one);
    return h(
      'div',
      {},
      h('h3', { class: 'thing-title' }, one.name),
      h('p', { class: 'muted' }, one.union.name),
      mine && !(one.can_enrol && !mine.can_withdraw && !mine.cover_from) ? cover(ctx, mine) : join(ctx, one),
      h(
        'dl',
        { class: 'facts' },
        fact(t('plan.pays'), payer(one)),
        fact(t('plan.period'), t('from.to', { from: civilLong(one.period_from), to: civilLong(one.period_to) })),
        fact(t('plan.window'), t('from.to', { from: dayClock(one.opens), to: dayClock(one.closes) })),
        one.supplementary_from && fact(t('plan.supplementary'), t('from.to', { from: dayClock(one.supplementary_from), to: dayClock(one.supplementary_to) })),
        one.waiting_days > 0 && fact(t('plan.waiting'), t('plan.waiting.days', { n: one.waiting_days })),
      ),
      one.about && h('p', {}, one.about),
      mine && button(t('claim.begin'), () => ctx.go('claim-form', { plan: one.id }), { key: 'claim' }),
      historyLink(ctx, mine?.id ?? one.id, one.name),
    );
  },
};

function cover(ctx, mine) {
  return h(
    'div',
    { class: 'card card-mine', key: 'cover' },
    h('h4', {}, t('plan.cover')),
    stateOf(mine.state),
    mine.can_withdraw &&
      asking(ctx, 'withdraw', {
        label: t('plan.withdraw'),
        question: t('plan.withdraw.ask'),
        yes: t('plan.withdraw.yes'),
        act: () => ctx.act('enrolments/withdraw', { plan: mine.plan }, { done: t('plan.withdrawn') }),
      }),
  );
}

function join(ctx, one) {
  return h(
    'div',
    { class: 'card card-mine', key: 'join' },
    one.preview && stateOf(one.preview),
    one.can_enrol
      ? button(t('plan.enrol'), () => ctx.act('enrolments', { plan: one.id }, { done: t('plan.enrolled') }), { kind: 'main', key: 'enrol' })
      : null,
  );
}

export const memberAid = { aid, plan };
