// Screens and cards that all three phones have: what needs a look, the drawer, a record's history.

import { h, icon } from './dom.js';
import { dayClock, say, t, when } from './i18n.js';
import { button, chip, fact, section } from './ui.js';

/** Cards for what only the user can settle. They stand first on the first screen. */
export function attentionCards(ctx) {
  const items = ctx.lists.all('needs_attention');
  if (!items.length) return null;
  return h(
    'section',
    { class: 'section', key: 'attention', 'aria-label': t('attention.title') },
    items.map((item) =>
      h(
        'article',
        { class: 'card card-bad', key: item.id },
        h('h3', { class: 'card-title' }, icon('alert'), h('span', {}, say(item, 'title'))),
        h('p', {}, say(item)),
        say(item, 'next') && h('p', {}, say(item, 'next')),
        say(item, 'kept') && h('p', { class: 'kept' }, t('attention.kept'), h('q', {}, say(item, 'kept'))),
        h(
          'div',
          { class: 'buttons' },
          item.remedies.map((remedy, i) =>
            button(say(remedy), () => ctx.act(`attention/${item.id}`, { remedy: remedy.id }), { kind: i === 0 ? 'strong' : 'plain', key: remedy.id }),
          ),
          item.record && historyLink(ctx, item.record),
        ),
      ),
    ),
  );
}

/** The way to who did what to this record. */
export const historyLink = (ctx, record) => button(t('history'), () => ctx.go('history', { record }), { kind: 'link', key: `h-${record}` });

const notSent = {
  title: () => t('notsent.title'),
  draw(ctx) {
    const items = ctx.lists.all('not_sent');
    return h(
      'div',
      {},
      h('p', { class: 'lead' }, t('notsent.line')),
      section(
        t('notsent.list'),
        items.map((item) =>
          h(
            'article',
            { class: 'card', key: item.id },
            h('h4', { class: 'card-title' }, say(item, 'what')),
            h('p', { class: 'muted' }, dayClock(item.at_ms)),
            chip(item.state),
            say(item, 'next') && h('p', {}, say(item, 'next')),
            say(item, 'kept') && h('p', { class: 'kept' }, t('attention.kept'), h('q', {}, say(item, 'kept'))),
            item.record && historyLink(ctx, item.record),
          ),
        ),
        { empty: t('notsent.empty') },
      ),
    );
  },
};

const history = {
  title: () => t('history'),
  draw(ctx) {
    const { local, params } = ctx;
    if (!local.asked) {
      local.asked = true;
      load(ctx);
    }
    if (local.error) return h('p', { class: 'notice notice-bad', role: 'alert' }, say(local.error, ''));
    if (!local.data) return h('p', { class: 'empty' }, t('loading'));
    return h(
      'div',
      { key: params.record },
      h('p', { class: 'lead' }, say(local.data, 'title')),
      h('ol', { class: 'history' }, local.data.entries.map((entry) => historyEntry(ctx, entry))),
    );
  },
};

async function load(ctx) {
  const answer = await ctx.get(`records/${ctx.params.record}/history`);
  if (answer.entries) ctx.local.data = answer;
  else ctx.local.error = answer;
  ctx.redraw();
}

function historyEntry(ctx, entry) {
  return h(
    'li',
    { class: 'history-entry', key: entry.id },
    h('p', { class: 'history-what' }, say(entry, 'what')),
    h('p', { class: 'muted' }, [when(entry.at_ms), entry.who, entry.device].filter(Boolean).join(t('middot'))),
    chip(entry.state),
    entry.lost?.map((lost, i) =>
      h(
        'div',
        { class: 'lost', key: `lost${i}` },
        h('p', {}, t('history.lost', { value: lost.value, who: lost.who, time: when(lost.at_ms) })),
        lost.restore && button(t('history.restore'), () => restore(ctx, lost.restore), { key: 'restore' }),
      ),
    ),
  );
}

async function restore(ctx, token) {
  const answer = await ctx.act(`records/${ctx.params.record}/restore`, { restore: token }, { done: t('history.restored') });
  if (answer?.ok) load(ctx);
}

/** Own data. The mobile number is shown whole only in its own form. */
export function profileFacts(profile) {
  return h(
    'dl',
    { class: 'facts' },
    fact(t('profile.name'), profile.name),
    fact(t('profile.mobile'), profile.mobile_masked),
    fact(t('profile.employer'), profile.employer),
    fact(t('profile.union'), profile.union),
    profile.card_no && fact(t('profile.card'), profile.card_no),
  );
}

export const common = { notsent: notSent, history };
