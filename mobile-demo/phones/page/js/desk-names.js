// The names that members ask for: the desk takes one or leaves the old one, and may think again.

import { h } from './dom.js';
import { t } from './i18n.js';
import { button, section } from './ui.js';
import { historyLink } from './common.js';

const names = {
  title: () => t('names.title'),
  draw(ctx) {
    const all = ctx.lists.all('names');
    const group = (declined) => all.filter((one) => one.declined === declined).map((one) => asked(ctx, one));
    const later = group(true);
    return h('div', {}, section(t('names.wait'), group(false), { key: 'wait', empty: t('names.wait.empty') }), later.length ? section(t('names.declined'), later, { key: 'declined' }) : null);
  },
};

function asked(ctx, one) {
  const decide = (take) => () => ctx.act(`names/${one.id}`, { take }, { done: t(take ? 'names.taken' : 'names.left', { name: take ? one.wanted : one.name }) });
  return h(
    'article',
    { class: 'card', key: one.id },
    h('h4', { class: 'card-title' }, t('names.one', { name: one.name, wanted: one.wanted })),
    h('div', { class: 'buttons' }, button(t('names.take'), decide(true), { kind: 'strong', key: 'take' }), !one.declined && button(t('names.leave'), decide(false), { key: 'leave' }), historyLink(ctx, one.id, one.name)),
  );
}

export const deskNames = { names };
