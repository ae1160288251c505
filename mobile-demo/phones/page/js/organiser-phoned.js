// Someone who telephoned: found among the members, and signed up with one tap that can be taken back.

import { h } from './dom.js';
import { t } from './i18n.js';
import { cardLine } from './common.js';
import { field, formError, rowButton, section } from './ui.js';

export function phoned(ctx, one) {
  const { local } = ctx;
  const { form } = local;
  return h(
    'form',
    { class: 'card', key: 'phoned-form', onsubmit: (event) => (event.preventDefault(), search(ctx)), novalidate: true },
    formError(form, []),
    field(ctx, form, 'who', t('org.phoned.who'), { focus: true, hint: t('lend.who.hint'), oninput2: () => search(ctx) }),
    local.cards &&
      section(
        t('lend.cards'),
        local.cards.map((card) => rowButton(card.id, () => signUp(ctx, one, card), h('strong', {}, card.name), h('span', { class: 'muted' }, cardLine(card)), h('span', { class: 'row-do' }, t('org.phoned.do')))),
        { key: 'cards', quiet: true, empty: t('org.phoned.nobody') },
      ),
  );
}

async function search(ctx) {
  const { local } = ctx;
  const asked = (local.form.values.who ?? '').trim();
  const answer = asked ? await ctx.get('cards', { q: asked }) : {};
  if ((local.form.values.who ?? '').trim() !== asked) return;
  // Where nobody could be asked, nobody is said to be missing.
  local.cards = answer.items ?? null;
  ctx.redraw();
}

async function signUp(ctx, one, card) {
  const answer = await ctx.act(`events/${one.id}/sign-ups-for`, { member: card.id }, { form: ctx.local.form, done: t('org.phoned.done', { name: card.name }) });
  if (!answer?.ok) return;
  Object.assign(ctx.local, { open: null, cards: null });
  ctx.redraw();
}
