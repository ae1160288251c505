// Why a sign-up stands where it stands, line by line; of a draw, what this phone has found when it drew the number again.

import { h } from './dom.js';
import { t } from './i18n.js';
import { asked, button, stateOf } from './ui.js';

/** Opens the explanation of a sign-up. */
export const whyLink = (ctx, signUp, title) => button(t('why'), () => ctx.go('why', { signUp, title }), { kind: 'link', key: `why-${signUp}` });

export const why = {
  title: () => t('why'),
  draw: (ctx) =>
    asked(ctx, `signups/${ctx.params.signUp}/why`, ({ items }) =>
      h(
        'div',
        { key: ctx.params.signUp },
        ctx.params.title && h('p', { class: 'lead' }, ctx.params.title),
        items.map((one) => h('div', { class: 'card', key: one.id }, h('h4', {}, t(`why.${one.id}`)), stateOf(one.text))),
      ),
    ),
};
