// The phone of whoever pays: what was approved, the list for the bank, and what the bank said.

import { h } from './dom.js';
import { asking, button, field, formError, newForm, row, section, stateOf } from './ui.js';
import { t, yuan } from './i18n.js';
import { attentionCards, common } from './common.js';

/** Today by the city's time. */
const today = () => new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10);

const payouts = {
  title: () => t('pay.title'),
  draw(ctx) {
    const all = ctx.lists.all('payouts');
    const of = (phase) => all.filter((one) => one.phase === phase);
    const show = (one) => row(one.id, h('strong', {}, one.name), h('span', { class: 'muted' }, [yuan(one.amount_fen), one.tail && t('claim.account.shown', { bank: one.bank, tail: one.tail })].filter(Boolean).join(t('middot'))), stateOf(one.state), actions(ctx, one));
    const listed = of('listed');
    return h(
      'div',
      {},
      attentionCards(ctx),
      section(t('pay.to_list'), of('to_list').map(show), { key: 'to_list', empty: t('pay.to_list.empty') }),
      section(t('pay.listed'), [...listed.map(show), listed.length > 0 && h('p', { key: 'file' }, h('a', { class: 'button button-plain', 'data-key': 'file', href: `/api/phones/${ctx.n}/payout-list`, download: 'payouts.csv' }, t('pay.file')))], { key: 'listed', empty: t('pay.listed.empty') }),
      of('held').length > 0 && section(t('pay.held'), of('held').map(show), { key: 'held' }),
      of('paid').length > 0 && section(t('pay.paid'), of('paid').map(show), { key: 'paid' }),
    );
  },
};

function actions(ctx, one) {
  const act = (intent, fields, done) => () => ctx.act('do', { intent, claim: one.id, ...fields }, { done: t(done) });
  if (one.phase === 'to_list') return button(t('pay.order'), act('order-payout', {}, 'pay.ordered'), { kind: 'strong', key: `order-${one.id}` });
  if (one.phase === 'listed') {
    return h('div', { class: 'buttons', key: 'acts' }, button(t('pay.done'), act('record-bank-result', { key: one.key, paid: today() }, 'pay.recorded'), { kind: 'strong', key: `paid-${one.id}` }), returned(ctx, one), button(t('pay.off'), act('take-off-list', {}, 'pay.taken'), { key: `off-${one.id}` }));
  }
  if (one.phase === 'held' && one.key) return asking(ctx, `off-${one.id}`, { label: t('pay.off'), question: t('pay.off'), yes: t('pay.off'), act: act('take-off-list', {}, 'pay.taken') });
  return one.phase === 'paid' ? returned(ctx, one) : null;
}

/** What came back from the bank, with its reason. */
function returned(ctx, one) {
  const { local } = ctx;
  const name = `back-${one.id}`;
  if (local.open !== name) return button(t('pay.back'), () => (Object.assign(local, { open: name, form: newForm({}) }), ctx.focus()), { key: name });
  local.form ??= newForm({});
  const send = async (event) => {
    event.preventDefault();
    const answer = await ctx.act('do', { intent: 'record-bank-result', claim: one.id, key: one.key, returned: local.form.values.returned ?? '', paid: '' }, { form: local.form, done: t('pay.recorded') });
    if (answer?.ok) Object.assign(local, { open: null, form: null });
    ctx.redraw();
  };
  return h('form', { onsubmit: send, key: `${name}-form`, novalidate: true }, formError(local.form, ['returned', 'paid']), field(ctx, local.form, 'returned', t('pay.why'), { focus: true }), button(t('pay.back'), null, { kind: 'strong', type: 'submit', key: `${name}-yes`, busy: local.form.busy }));
}

export const payer = { tabs: [['payouts', 'tab.pay', 'list']], screens: { payouts, ...common } };
