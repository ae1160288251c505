// The member's claims: the form, how each stands, and what can be done.

import { h } from './dom.js';
import { asking, button, chip, choices, fact, field, formError, newForm, rowButton, section, stateOf } from './ui.js';
import { civilLong, t, yuan } from './i18n.js';
import { historyLink } from './common.js';

const EVENTS = ['stay', 'illness', 'accident'];
const FIELDS = ['event', 'hospital', 'admitted', 'discharged', 'settlement_no', 'invoice_no', 'own_cost', 'bank', 'tail'];

/** Yuan as typed, in fen; what is no amount is none for the core either, which says so beside the field. */
export function fen(text) {
  const typed = String(text ?? '').replace(/[,\s]/g, '');
  if (typed === '') return '';
  const [, yuanTyped, places = ''] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(typed) ?? [];
  return yuanTyped === undefined ? '-1' : String(Number(yuanTyped) * 100 + Number(places.padEnd(2, '0')));
}

/** What a claim says, for whoever may read it. */
export const claimFacts = (one) => [
  one.draft.event && fact(t('claim.event'), t(`claim.event.${one.draft.event}`)),
  fact(t('claim.hospital'), one.draft.hospital),
  one.draft.admitted && fact(t('claim.admitted'), civilLong(one.draft.admitted)),
  one.draft.discharged && fact(t('claim.discharged'), civilLong(one.draft.discharged)),
  fact(t('claim.settlement'), one.draft.settlement_no || one.draft.invoice_no),
  one.draft.own_cost != null && fact(t('claim.cost'), yuan(Number(one.draft.own_cost))),
  one.tail && fact(t('claim.account'), t('claim.account.shown', { bank: one.bank, tail: one.tail })),
];

/** The own claims, for the first screen of mutual aid. */
export const claimSection = (ctx) =>
  section(
    t('claims.mine'),
    ctx.lists.all('claims').map((one) => rowButton(one.id, () => ctx.go('claim', { id: one.id }), h('strong', {}, one.draft.hospital || one.plan.name), h('span', { class: 'muted' }, one.draft.admitted ? civilLong(one.draft.admitted) : one.plan.name), chip(one.state))),
    { key: 'claims', empty: t('claims.mine.empty') },
  );

const claim = {
  title: () => t('claim.title'),
  draw(ctx) {
    const one = ctx.lists.one('claims', ctx.params.id);
    if (!one) return h('p', { class: 'empty' }, t('gone'));
    return h(
      'div',
      {},
      h('h3', { class: 'thing-title' }, one.plan.name),
      h('div', { class: 'card card-mine', key: 'state' }, stateOf(one.state), one.can_submit && submit(ctx, one)),
      h('dl', { class: 'facts' }, claimFacts(one)),
      h('div', { class: 'buttons' }, button(t('claim.edit'), () => ctx.go('claim-form', { id: one.id }), { key: 'edit' })),
      one.can_appeal && appeal(ctx, one),
      one.can_withdraw && asking(ctx, 'withdraw', { label: t('claim.withdraw'), question: t('claim.withdraw.ask'), yes: t('claim.withdraw.yes'), act: () => ctx.act('do', { intent: 'withdraw-claim', claim: one.id }, { done: t('claim.withdrawn') }) }),
      historyLink(ctx, one.id, one.plan.name),
    );
  },
};

const submit = (ctx, one) => [
  h('p', { class: 'hint', key: 'consent' }, t('claim.consent')),
  button(t('claim.submit'), () => ctx.act('do', { intent: 'submit-claim', claim: one.id, consent: 'true' }, { done: t('claim.submitted') }), { kind: 'main', key: 'submit' }),
];

function appeal(ctx, one) {
  const { local } = ctx;
  local.form ??= newForm({});
  const send = async (event) => {
    event.preventDefault();
    const answer = await ctx.act('do', { intent: 'appeal-claim', claim: one.id, why: local.form.values.why ?? '' }, { form: local.form, done: t('claim.appealed') });
    if (answer?.ok) local.form = null;
  };
  return h('form', { class: 'card', onsubmit: send, key: 'appeal', novalidate: true }, h('h4', {}, t('claim.appeal')), formError(local.form, ['why']), field(ctx, local.form, 'why', t('claim.appeal.why'), { area: true }), button(t('claim.appeal.send'), null, { kind: 'strong', type: 'submit', key: 'send', busy: local.form.busy }));
}

/** Filled in once, with what is there; amounts are typed in yuan. */
const begun = (one) => ({ event: one?.draft.event || 'stay', hospital: one?.draft.hospital, admitted: one?.draft.admitted, discharged: one?.draft.discharged, settlement_no: one?.draft.settlement_no, invoice_no: one?.draft.invoice_no, own_cost: one?.draft.own_cost ? (Number(one.draft.own_cost) / 100).toFixed(2) : '', bank: one?.bank, tail: one?.tail });

const claimForm = {
  keepsForm: true,
  title: () => t('claim.new'),
  draw(ctx) {
    const { local, params } = ctx;
    const one = params.id ? ctx.lists.one('claims', params.id) : null;
    local.form ??= newForm(begun(one));
    const { form } = local;
    const pick = (id) => {
      form.values.event = id;
      ctx.redraw();
    };
    return h(
      'form',
      { onsubmit: (event) => (event.preventDefault(), keep(ctx, one)), novalidate: true },
      formError(form, FIELDS),
      choices(t('claim.event'), EVENTS.map((id) => [id, t(`claim.event.${id}`)]), form.values.event, pick),
      field(ctx, form, 'hospital', t('claim.hospital'), { maxlength: 60, focus: true }),
      field(ctx, form, 'admitted', t('claim.admitted'), { type: 'date' }),
      field(ctx, form, 'discharged', t('claim.discharged'), { type: 'date' }),
      field(ctx, form, 'settlement_no', t('claim.settlement'), { maxlength: 60, hint: t('claim.settlement.hint') }),
      field(ctx, form, 'invoice_no', t('claim.invoice'), { maxlength: 60 }),
      field(ctx, form, 'own_cost', t('claim.cost'), { inputmode: 'decimal' }),
      field(ctx, form, 'bank', t('claim.bank'), { maxlength: 30 }),
      field(ctx, form, 'tail', t('claim.tail'), { inputmode: 'numeric', maxlength: 4 }),
      h('div', { class: 'buttons' }, button(t('save'), null, { kind: 'main', type: 'submit', key: 'save', busy: form.busy })),
    );
  },
};

async function keep(ctx, one) {
  const { form } = ctx.local;
  const { bank, tail, own_cost: cost, ...typed } = form.values;
  const draft = Object.fromEntries(Object.entries({ ...typed, own_cost: fen(cost) }).filter(([, value]) => value !== undefined && value !== ''));
  const wish = one ? { intent: 'edit-claim', claim: one.id } : { intent: 'file-claim', plan: ctx.params.plan };
  const answer = await ctx.act('do', { ...wish, ...draft }, { form, done: t('claim.kept') });
  if (!answer?.ok) return;
  const claim = one?.id ?? answer.record;
  if ((bank || tail) && (bank !== one?.bank || tail !== one?.tail)) {
    const account = await ctx.act('do', { intent: 'give-account', claim, bank: bank ?? '', tail: tail ?? '' }, { form, done: t('claim.kept') });
    if (!account?.ok) return ctx.replace('claim-form', { id: claim });
  }
  if (one) ctx.back();
  else ctx.replace('claim', { id: claim });
}

export const memberClaims = { claim, 'claim-form': claimForm };
