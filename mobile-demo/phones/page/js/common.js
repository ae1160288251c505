// Screens and cards that all three phones have: what needs a look, the drawer, a record's history.

import { h, icon } from './dom.js';
import { civil, dayClock, daysTo, lang, say, t, when } from './i18n.js';
import { asked, button, chip, fact, section, stateOf } from './ui.js';
import { describe, typed } from './fields.js';

/** Cards for what only the user can settle. They stand first on the first screen. */
export function attentionCards(ctx) {
  const items = ctx.lists.all('not_sent').filter((item) => item.attention);
  if (!items.length) return null;
  return h(
    'section',
    { class: 'section', key: 'attention', 'aria-label': t('attention.title') },
    items.map((item) =>
      h(
        'article',
        { class: 'card card-bad', key: item.id },
        h('h3', { class: 'card-title' }, icon('alert'), h('span', {}, t('attention.one', { what: say(item, 'what') }))),
        h('p', {}, say(item.state)),
        kept(item),
        h('div', { class: 'buttons' }, button(t('attention.again'), remedy(ctx, item, 'again'), { kind: 'strong', key: 'again' }), button(t('attention.seen'), remedy(ctx, item, 'seen'), { key: 'seen' }), historyLink(ctx, item.record)),
      ),
    ),
  );
}

/** What became of a sign-up since it was last looked at: on the first screen until it was seen. */
export function noticeCards(ctx) {
  return ctx.lists.all('notices').map((item) =>
    h(
      'article',
      { class: 'card card-news', key: `news-${item.id}`, role: 'status' },
      h('h3', { class: 'card-title' }, item.title),
      item.lines.map((line) => stateOf(line)),
      h(
        'div',
        { class: 'buttons' },
        button(t('attention.seen'), () => ctx.act(`notices/${item.id}/seen`, {}, { done: t('notices.seen') }), { kind: 'strong', key: 'seen' }),
        button(t('notices.open'), () => ctx.go('event', { id: item.event }), { key: 'open' }),
      ),
    ),
  );
}

const remedy = (ctx, item, id) => () => ctx.act(`not-sent/${item.id}`, { remedy: id }, { done: t(`attention.${id}.done`) });

/** What the user had written, field by field. */
function kept(item) {
  const fields = typed(item.kept);
  if (!fields.length) return null;
  return h('p', { class: 'kept', key: 'kept' }, t('attention.kept'), fields.map((one) => one.text).join(t('list.comma')));
}

/** A file for the person's own calendar: one event, or everything. */
export const calendarLink = (ctx, event) =>
  h('a', { class: 'button button-link', key: 'calendar', download: 'zhijia.ics', href: `/api/phones/${ctx.n}/calendar?${new URLSearchParams({ lang, ...(event && { event }) })}` }, h('span', {}, t('calendar.take')));

/** The way to who did what to this record. */
export const historyLink = (ctx, record, title) => button(t('history'), () => ctx.go('history', { record, title }), { kind: 'link', key: `h-${record}` });

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
            kept(item),
            h('div', { class: 'buttons' }, button(t('attention.again'), remedy(ctx, item, 'again'), { key: 'again' }), historyLink(ctx, item.record)),
          ),
        ),
        { empty: t('notsent.empty') },
      ),
    );
  },
};

const history = {
  title: () => t('history'),
  draw: (ctx) =>
    asked(ctx, `records/${ctx.params.record}/history`, ({ entries }) =>
      h(
        'div',
        { key: ctx.params.record },
        ctx.params.title && h('p', { class: 'lead' }, ctx.params.title),
        h('ol', { class: 'history' }, entries.map((entry) => historyEntry(ctx, entry))),
      ),
    ),
};

function historyEntry(ctx, entry) {
  const fields = describe(entry.puts);
  const phone = t(entry.this_phone ? 'history.here' : 'history.elsewhere');
  return h(
    'li',
    { class: 'history-entry', key: entry.id },
    fields.filter((one) => !one.put.lost).map((one) => h('p', { class: 'history-what', key: one.put.key }, one.text)),
    h('p', { class: 'muted' }, [when(entry.at_ms), entry.this_phone ? phone : entry.who || phone].filter(Boolean).join(t('middot'))),
    chip(entry.state),
    fields
      .filter((one) => one.put.lost)
      .map((one) =>
        h(
          'div',
          { class: 'lost', key: one.put.key },
          h('p', {}, t('history.lost', { text: one.text })),
          one.put.restore && button(t('history.restore'), () => restore(ctx, one.put.restore), { key: 'restore' }),
        ),
      ),
  );
}

async function restore(ctx, token) {
  const answer = await ctx.act(`records/${ctx.params.record}/restore`, { restore: token }, { done: t('history.restored') });
  if (answer?.ok) {
    ctx.local.asked = null;
    ctx.redraw();
  }
}

/** How many days there are until it is to be brought back. */
export function daysLine(due) {
  const left = daysTo(due);
  return t(left < 0 ? 'loan.past' : left === 0 ? 'loan.today' : 'loan.left', { n: Math.abs(left) });
}

/** When it is to be brought back, in the core's words where it has any. */
export function dueLine(loan) {
  // A renewal that is settled names the new date, and so do settled words.
  if (loan.renewal?.state === 'decided') return h('span', { class: 'due-line', key: 'due' }, chip(loan.renewal, 'r'));
  const date = ['recorded', 'sent', 'accepted'].includes(loan.state?.state);
  return h('span', { class: 'due-line', key: 'due' }, date && h('span', { class: 'muted' }, t('loan.due', { date: civil(loan.due) })), chip(loan.state), loan.renewal && chip(loan.renewal, 'r'));
}

/** What tells two people of one name apart. */
export const cardLine = (card) => [card.employer, card.tail && t('card.tail', { tail: card.tail })].filter(Boolean).join(t('middot'));

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
