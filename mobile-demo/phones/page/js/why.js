// Why a sign-up stands where it stands, line by line; of a draw, what this phone has found when it drew the number again.

import { h } from './dom.js';
import { say, t } from './i18n.js';
import { button, stateOf } from './ui.js';

/** Opens the explanation of a sign-up. */
export const whyLink = (ctx, signUp, title) => button(t('why'), () => ctx.go('why', { signUp, title }), { kind: 'link', key: `why-${signUp}` });

export const why = {
  title: () => t('why'),
  draw(ctx) {
    const { local, params } = ctx;
    // What is on its way arrives, and the line moves.
    if (local.asked !== ctx.lists.version) {
      local.asked = ctx.lists.version;
      load(ctx);
    }
    if (local.error) return h('p', { class: 'notice notice-bad', role: 'alert' }, say(local.error, ''));
    if (!local.items) return h('p', { class: 'empty' }, t('loading'));
    return h(
      'div',
      { key: params.signUp },
      params.title && h('p', { class: 'lead' }, params.title),
      local.items.map((one) => h('div', { class: 'card', key: one.id }, h('h4', {}, t(`why.${one.id}`)), stateOf(one.text))),
    );
  },
};

async function load(ctx) {
  const answer = await ctx.get(`signups/${ctx.params.signUp}/why`);
  if (answer.items) ctx.local.items = answer.items;
  else ctx.local.error = answer;
  ctx.redraw();
}
