// The member's phone: what have I, what waits, what comes next.

import { h } from './dom.js';
import { civil, dayClock, daysTo, t } from './i18n.js';
import { button, chip, field, formError, newForm, row, rowButton, section, sentenceOf, stateOf } from './ui.js';
import { attentionCards, calendarLink, common, daysLine, dueLine, historyLink, noticeCards, profileFacts } from './common.js';
import { memberEvents } from './member-events.js';
import { memberBooks, unhold } from './member-books.js';
import { memberAid } from './member-aid.js';
import { memberClaims } from './member-claims.js';

/** What the hub has not settled yet: the member waits, and can stop waiting. */
const PENDING = new Set(['recorded', 'sent', 'accepted', 'waiting', 'preview']);
const waits = (item) => Boolean(item.state) && PENDING.has(item.state.state);

const home = {
  title: () => t('app.name'),
  draw(ctx) {
    const { lists } = ctx;
    const profile = lists.one('profile');
    const dates = next(ctx);
    return h(
      'div',
      {},
      profile && h('p', { class: 'greeting', key: 'greeting' }, t('home.hello', { name: profile.name })),
      attentionCards(ctx),
      noticeCards(ctx),
      keptBooks(ctx),
      section(t('home.have'), have(ctx), { key: 'have', empty: t('home.have.empty') }),
      section(t('home.waits'), waiting(ctx), { key: 'waits', empty: t('home.waits.empty') }),
      section(t('home.next'), [...dates, dates.length ? calendarLink(ctx) : null], { key: 'next', empty: t('home.next.empty') }),
    );
  },
};

/** A book that is kept waits for a few days only. */
const keptBooks = (ctx) =>
  ctx.lists
    .all('holds')
    .filter((one) => one.phase === 'ready')
    .map((one) => h('article', { class: 'card card-news', key: `kept-${one.id}`, role: 'status' }, h('h3', { class: 'card-title' }, t('book.named', { title: one.title.name })), h('p', { class: 'muted' }, one.house.name), stateOf(one.state)));

/** A book that is to be brought back within a week stands among the dates ahead too. */
const SOON_DAYS = 7;
const soon = (loan) => Boolean(loan.due) && daysTo(loan.due) <= SOON_DAYS;

function have(ctx) {
  const loans = ctx.lists.all('loans').filter((loan) => loan.phase !== 'returned');
  const covers = ctx.lists.all('enrolments').filter((one) => one.cover_from);
  return [
    ...loans.map((loan) => rowButton(loan.id, () => ctx.go('loan', { id: loan.id }), h('strong', {}, t('book.named', { title: loan.title })), dueLine(loan))),
    ...covers.map((one) =>
      rowButton(one.id, () => ctx.go('plan', { id: one.plan }), h('strong', {}, one.plan_name), chip(one.state)),
    ),
  ];
}

function waiting(ctx) {
  const { lists } = ctx;
  return [
    ...lists.all('signups').filter(waits).map((one) => rowButton(one.id, () => ctx.go('event', { id: one.event }), h('strong', {}, one.title), stateOf(one.state))),
    ...lists.all('holds').filter((one) => one.phase === 'waiting').map((one) => rowButton(`h${one.id}`, () => ctx.go('loans'), h('strong', {}, t('book.named', { title: one.title.name })), stateOf(one.state))),
    ...lists
      .all('loans')
      .filter((loan) => loan.renewal && waits({ state: loan.renewal }))
      .map((loan) => rowButton(`r${loan.id}`, () => ctx.go('loan', { id: loan.id }), h('strong', {}, t('home.renewal', { title: loan.title })), chip(loan.renewal))),
    ...lists
      .all('enrolments')
      .filter(waits)
      .map((one) => rowButton(`e${one.id}`, () => ctx.go('plan', { id: one.plan }), h('strong', {}, one.plan_name), stateOf(one.state))),
    ...lists.all('profile').filter((one) => ['recorded', 'sent'].includes(one.state?.state)).map((one) => rowButton('profile', () => ctx.tab('profile'), h('strong', {}, t('profile.title')), chip(one.state))),
  ];
}

/** Dates ahead, nearest first: events with a place, books to bring back. */
function next(ctx) {
  const dates = [
    ...ctx.lists
      .all('signups')
      .filter((one) => one.state?.state === 'decided' && one.starts_ms > Date.now())
      .map((one) => ({
        at: one.starts_ms,
        node: rowButton(`n${one.id}`, () => ctx.go('event', { id: one.event }), h('span', { class: 'date' }, dayClock(one.starts_ms)), h('strong', {}, one.title), h('span', {}, one.place)),
      })),
    ...ctx.lists
      .all('loans')
      .filter((loan) => loan.phase !== 'returned' && soon(loan))
      .map((loan) => ({
        at: Date.parse(loan.due),
        node: rowButton(`d${loan.id}`, () => ctx.go('loan', { id: loan.id }), h('span', { class: 'date' }, civil(loan.due)), h('strong', {}, t('home.bring', { title: loan.title })), h('span', {}, loan.house.name), loan.phase === 'overdue' && chip(loan.state), loan.renewal && chip(loan.renewal, 'r')),
      })),
  ];
  return dates.sort((a, b) => a.at - b.at).map((date) => date.node);
}

const loan = {
  title: () => t('loan.title'),
  draw(ctx) {
    const one = ctx.lists.one('loans', ctx.params.id);
    if (!one) return h('p', { class: 'empty' }, t('gone'));
    return h(
      'div',
      {},
      h('h3', { class: 'thing-title' }, t('book.named', { title: one.title })),
      h('p', { class: 'muted' }, one.house.name),
      h('div', { class: 'card', key: 'due' }, h('p', { class: 'big' }, civil(one.due)), one.due && one.phase !== 'returned' && h('p', {}, daysLine(one.due)), stateOf(one.state)),
      one.renewal && h('div', { class: 'card', key: 'renewal' }, h('h4', {}, t('loan.renewal')), stateOf(one.renewal)),
      one.can_renew
        ? button(t('loan.ask'), () => ctx.act(`loans/${one.id}/renew`, {}, { done: t('loan.asked') }), { kind: 'main', key: 'ask' })
        : one.cannot && h('p', { class: 'hint', key: 'cannot' }, sentenceOf(one.cannot)),
      historyLink(ctx, one.id, one.title),
    );
  },
};

const loans = {
  title: () => t('loans.mine'),
  draw(ctx) {
    const all = ctx.lists.all('loans');
    const open = (one) => rowButton(one.id, () => ctx.go('loan', { id: one.id }), h('strong', {}, t('book.named', { title: one.title })), dueLine(one));
    return h(
      'div',
      {},
      section(t('loans.out'), all.filter((one) => one.phase !== 'returned').map(open), { empty: t('loans.out.empty') }),
      section(t('holds.mine'), ctx.lists.all('holds').map((one) => row(`h${one.id}`, h('strong', {}, t('book.named', { title: one.title.name })), h('span', { class: 'muted' }, one.house.name), stateOf(one.state), one.phase !== 'ended' && unhold(ctx, one))), { key: 'holds', empty: t('holds.mine.empty') }),
      section(t('loans.back'), all.filter((one) => one.phase === 'returned').map((one) => row(one.id, h('strong', {}, t('book.named', { title: one.title })), chip(one.state))), { empty: t('loans.back.empty') }),
    );
  },
};

const profile = {
  title: () => t('profile.title'),
  draw(ctx) {
    const one = ctx.lists.one('profile');
    if (!one) return h('p', { class: 'empty' }, t('loading'));
    const { local } = ctx;
    if (local.form) return profileForm(ctx, one);
    const edit = () => {
      local.form = newForm({ name: one.name ?? '', mobile: one.mobile ?? '' });
      ctx.redraw();
    };
    return h(
      'div',
      { key: 'read' },
      profileFacts(one),
      stateOf(one.state),
      h('div', { class: 'buttons' }, button(t('profile.edit'), edit, { kind: 'main', key: 'edit' }), historyLink(ctx, one.id, t('profile.title'))),
      h('p', { class: 'hint' }, t('profile.staff')),
    );
  },
};

function profileForm(ctx, one) {
  const { form } = ctx.local;
  const close = () => {
    ctx.local.form = null;
    ctx.redraw();
  };
  const keep = async (event) => {
    event.preventDefault();
    // Only what was changed is written: what is not, someone else may be correcting meanwhile.
    const changed = ['name', 'mobile'].filter((key) => form.values[key].trim() !== (one[key] ?? ''));
    const body = Object.fromEntries(changed.map((key) => [key, form.values[key]]));
    const answer = changed.length ? await ctx.act('profile', body, { form, done: t('profile.saved') }) : { ok: true };
    if (answer?.ok) close();
  };
  return h(
    'form',
    { onsubmit: keep, key: 'edit', novalidate: true },
    formError(form, ['name', 'mobile']),
    one.can_edit_name === false ? null : field(ctx, form, 'name', t('profile.name'), { maxlength: 50 }),
    field(ctx, form, 'mobile', t('profile.mobile'), { type: 'tel', inputmode: 'tel', hint: t('profile.mobile.hint'), focus: true }),
    h('p', { class: 'hint' }, t('profile.employer.hint', { employer: one.employer })),
    h('div', { class: 'buttons' }, button(t('save'), null, { kind: 'main', type: 'submit', busy: form.busy }), button(t('cancel'), close)),
  );
}

export const member = {
  tabs: [
    ['home', 'tab.home', 'home'],
    ['events', 'tab.events', 'event'],
    ['books', 'tab.books', 'book'],
    ['aid', 'tab.aid', 'aid'],
    ['profile', 'tab.profile', 'person'],
  ],
  screens: { home, loan, loans, profile, ...memberEvents, ...memberBooks, ...memberAid, ...memberClaims, ...common },
};
