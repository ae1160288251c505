// The organiser's phone: the events, and for each how many of how many, who just came in, who waits.

import { h, icon } from './dom.js';
import { asking, asOf, button, chip, choices, field, formError, meter, newForm, rowButton, section, stateOf } from './ui.js';
import { day, dayClock, say, t, when } from './i18n.js';
import { attentionCards, common, historyLink } from './common.js';
import { deskNames } from './desk-names.js';
import { answersOf } from './event-questions.js';
import { dayFigures, doorMore, doorScan, doorSetup, gateOf } from './organiser-door.js';
import { organiserForm } from './organiser-form.js';
import { organiserInsured } from './organiser-insured.js';
import { phoned } from './organiser-phoned.js';
import { walkIn } from './organiser-walkin.js';
import { why, whyLink } from './why.js';

const DAY_MS = 86400000;

const events = {
  title: () => t('org.events'),
  draw(ctx) {
    const all = ctx.lists.all('events');
    const group = (phases) => all.filter((one) => phases.includes(one.phase));
    const running = group(['open', 'upcoming', 'closed']).sort((a, b) => a.starts - b.starts);
    const show = (one) =>
      rowButton(
        one.id,
        () => ctx.go('roster', { id: one.id }),
        h('span', { class: 'date' }, dayClock(one.starts)),
        h('strong', {}, one.title),
        one.phase === 'draft' ? null : h('span', { class: 'muted' }, filled(one)),
        h('span', { class: 'places' }, chip(one.phase_state), onItsWay(one)),
      );
    return h(
      'div',
      {},
      attentionCards(ctx),
      button(t('org.new'), () => ctx.go('edit'), { kind: 'main', sign: 'plus', key: 'new' }),
      running.some(isToday) && section(t('org.today'), running.filter(isToday).map(show), { key: 'today' }),
      section(t('org.running'), running.filter((one) => !isToday(one)).map(show), { key: 'running', empty: t('org.running.empty') }),
      section(t('org.drafts'), group(['draft']).map(show), { key: 'drafts', empty: t('org.drafts.empty') }),
      section(t('org.past'), group(['cancelled', 'finished']).map(show), { key: 'past', empty: t('org.past.empty') }),
    );
  },
};

/** Whose day it is stands first. */
const isToday = (one) => Boolean(one.starts) && day(one.starts) === day(Date.now());

/** Whether what was written has arrived: members see nothing of it before. */
const onItsWay = (one) => (['plain', 'accepted', 'decided'].includes(one.state?.state) ? null : chip(one.state, 'sent'));

const filled = (one) => t(one.counts.waiting ? 'org.filled.waiting' : 'org.filled', { n: one.counts.seated, of: one.capacity ?? t('org.no.limit'), waiting: one.counts.waiting });

const roster = {
  title: () => t('org.roster'),
  draw(ctx) {
    const one = ctx.lists.one('events', ctx.params.id);
    if (!one) return h('p', { class: 'empty' }, t('gone'));
    if (one.phase === 'draft') return draft(ctx, one);
    const all = ctx.lists.all(`roster:${one.id}`);
    const lists = { seated: all.filter((p) => p.group === 'seated'), waiting: all.filter((p) => p.group === 'waiting'), out: all.filter((p) => p.group === 'out') };
    const cancelled = one.phase === 'cancelled';
    // Who had signed up for what was cancelled stands with those who are out.
    const current = ctx.local.group ?? (cancelled && lists.out.length ? 'out' : 'seated');
    // Who left is not waited for.
    const only = current !== 'out' && ctx.local.only;
    let nobody = `org.${current}.empty`;
    if (lists[current].length) nobody = 'org.none.such';
    else if (cancelled) nobody = 'org.cancelled.empty';
    else if (current === 'seated' && all.length) nobody = 'org.seated.none';
    const shown = lists[current].filter((person) => matches(person, ctx.local.found) && !(only && person.present));
    // On the day the door comes first: who is here, and the field for the scanner.
    const figures = dayFigures(ctx, one, isToday(one));
    const scan = cancelled ? null : doorScan(ctx, one);
    return h(
      'div',
      { class: 'roster' },
      h('h3', { class: 'thing-title' }, one.title),
      h('p', { class: 'muted' }, [dayClock(one.starts), one.place].filter(Boolean).join(t('middot'))),
      one.giving && h('p', { class: 'muted' }, [say(one.giving), say(one.giving, 'why')].filter(Boolean).join(t('middot'))),
      figures,
      figures && scan,
      counts(one, lists.seated.filter((person) => !person.place).length),
      newest(ctx, all, one.id),
      figures ? null : scan,
      actions(ctx, one),
      choices(
        t('org.roster'),
        [
          ['seated', t('org.seated'), lists.seated.length],
          ['waiting', t('org.waiting'), lists.waiting.length],
          ...(lists.out.length ? [['out', t(cancelled ? 'org.out.cancelled' : 'org.out'), lists.out.length]] : []),
        ],
        current,
        (id) => {
          ctx.local.group = id;
          ctx.redraw();
        },
      ),
      all.length ? finder(ctx, current === 'out' ? null : lists[current]) : null,
      section(t(`org.${current}`), shown.map((person) => entry(ctx, one, person)), { key: current, quiet: true, empty: t(nobody) }),
    );
  },
};

/** Finds a face at the door: by what stands in the row, and, of those who are awaited, who is not here yet. */
function finder(ctx, awaited) {
  const { local } = ctx;
  // After a reload the field says again what was looked for.
  if (local.search && local.found === undefined) find(ctx);
  return h(
    'div',
    { class: 'finder', key: 'finder' },
    h('input', {
      type: 'search',
      key: 'find',
      'aria-label': t('org.find'),
      placeholder: t('org.find'),
      autocomplete: 'off',
      value: local.search ?? '',
      oninput: (event) => {
        local.search = event.target.value;
        find(ctx);
      },
    }),
    awaited && h('button', { type: 'button', class: 'choice', key: 'only', 'aria-pressed': Boolean(local.only), onclick: () => ((local.only = !local.only), ctx.redraw()) }, h('span', {}, t('org.missing')), h('span', { class: 'count' }, String(awaited.filter((person) => !person.present).length))),
  );
}

/** The core reads names as they are written and as they are said. */
async function find(ctx) {
  const { local, params } = ctx;
  const asked = local.search.trim();
  local.found ??= null;
  const answer = asked ? await ctx.get(`events/${params.id}/find`, { q: asked }) : {};
  if (local.search.trim() !== asked) return;
  local.found = answer.ids ? new Set(answer.ids) : null;
  ctx.redraw();
}

const matches = (person, found) => !found || found.has(person.id);

/** How many of how many. */
function counts(one, beside) {
  const { seated, waiting } = one.counts;
  return h(
    'div',
    { class: 'counts', key: 'counts' },
    h('p', { class: 'count-line' }, h('strong', { class: 'count-big' }, String(seated)), h('span', {}, one.capacity ? t('org.of', { of: one.capacity }) : t('org.people')), h('span', { class: 'places' }, chip(one.phase_state), onItsWay(one))),
    one.capacity && meter(filled(one), seated, one.capacity),
    h('p', { class: 'muted' }, [t('org.waiting.n', { n: waiting }), beside && t('org.beside.n', { n: beside })].filter(Boolean).join(t('middot')), ' ', asOf(one.counts.as_of_ms)),
  );
}

/** Who came in last, said once aloud by a screen reader. */
function newest(ctx, all, event) {
  // By the order in which the hub took them; what is on its way is newer still.
  const came = (one) => one.came ?? Infinity;
  const last = all.filter((one) => one.group !== 'out').reduce((a, b) => (a && came(a) >= came(b) ? a : b), null);
  if (!last) return h('div', { key: 'newest', 'aria-live': 'polite' });
  const fresh = ctx.lists.isFresh(`roster:${event}`, last.id);
  return h(
    'div',
    { key: 'newest', 'aria-live': 'polite', class: fresh ? 'newest fresh' : 'newest' },
    h('span', { class: 'muted' }, t('org.newest')),
    h('strong', {}, last.name),
    h('span', {}, when(last.at_ms)),
    chip(last.state),
  );
}

function actions(ctx, one) {
  const { local } = ctx;
  const open = (name) => () => {
    local.open = local.open === name ? null : name;
    local.form = newForm();
    if (local.open) ctx.focus();
    else ctx.redraw();
  };
  const more = () => {
    local.more = !local.more;
    ctx.redraw();
  };
  return h(
    'div',
    { key: 'actions', class: 'actions' },
    h(
      'div',
      { class: 'buttons buttons-row' },
      one.phase === 'cancelled' ? null : button(t('org.walkin'), open('walkin'), { kind: 'main', sign: 'plus', key: 'walkin', 'aria-expanded': local.open === 'walkin' }),
      button(t('org.more'), more, { key: 'more', 'aria-expanded': Boolean(local.more) }),
    ),
    // At the door the list matters; what is done once stands behind one button.
    local.more &&
      h(
        'div',
        { class: 'buttons', key: 'more-buttons' },
        one.phase === 'open' ? button(t('org.phoned'), open('phoned'), { key: 'phoned', 'aria-expanded': local.open === 'phoned' }) : null,
        button(t('org.edit'), () => ctx.go('edit', { id: one.id }), { key: 'edit' }),
        one.questions?.some((question) => question.insurer) && button(t('org.insured'), () => ctx.go('insured', { id: one.id }), { key: 'insured' }),
        button(t('org.again'), () => ctx.go('edit', { again: one.id }), { key: 'again' }),
        one.phase === 'open' || one.phase === 'upcoming' ? closing(ctx, one) : null,
        one.can_settle && settling(ctx, one),
        one.phase === 'closed' ? button(t('org.reopen'), () => ctx.act(`events/${one.id}/reopen`, {}, { done: t('org.reopened') }), { key: 'reopen' }) : null,
        one.phase === 'cancelled' || one.phase === 'finished' ? null : button(t('org.cancel'), open('cancel'), { key: 'cancel', 'aria-expanded': local.open === 'cancel' }),
        button(t('door.setup'), open('door'), { key: 'door', 'aria-expanded': local.open === 'door' }),
        button(t('org.print'), () => printRoster(ctx), { key: 'print' }),
        button(t('org.export'), () => exportRoster(ctx, one), { key: 'export' }),
        historyLink(ctx, one.id, one.title),
      ),
    local.open === 'walkin' && walkIn(ctx, one),
    local.open === 'phoned' && phoned(ctx, one),
    local.open === 'door' && doorSetup(ctx, one),
    local.open === 'cancel' && cancelling(ctx, one),
  );
}

/** A list that was announced stands, so this asks once. */
const settling = (ctx, one) =>
  asking(ctx, 'settle', {
    label: t('org.settle'),
    question: t('org.settle.ask'),
    yes: t('org.settle.do'),
    act: () => ctx.act(`events/${one.id}/settle`, {}, { done: t('org.settle.done') }),
  });

/** Others notice when sign-up closes, so this asks once. */
const closing = (ctx, one) =>
  asking(ctx, 'close', {
    label: t('org.close'),
    question: t('org.close.ask'),
    yes: t('org.close.do'),
    act: () => ctx.act(`events/${one.id}/close`, {}, { done: t('org.closed') }),
  });

/** Everyone reads why an event does not take place. */
function cancelling(ctx, one) {
  const { form } = ctx.local;
  const cancel = async (event) => {
    event.preventDefault();
    const answer = await ctx.act(`events/${one.id}/cancel`, { reason: form.values.reason ?? '' }, { form, done: t('org.cancelled') });
    if (answer?.ok) {
      ctx.local.open = null;
      ctx.redraw();
    }
  };
  return h(
    'form',
    { class: 'card', key: 'cancel-form', onsubmit: cancel, novalidate: true },
    formError(form, ['reason']),
    field(ctx, form, 'reason', t('org.cancel.reason'), { focus: true, hint: t('org.cancel.hint') }),
    h('div', { class: 'buttons' }, button(t('org.cancel.do'), null, { kind: 'strong', type: 'submit', busy: form.busy })),
  );
}

/** The sign-in sheet: this phone's roster alone, with a column to sign in. */
function printRoster(ctx) {
  const place = ctx.root.closest('.place');
  place.classList.add('printed');
  addEventListener('afterprint', () => place.classList.remove('printed'), { once: true });
  print();
}

/** A spreadsheet of the whole roster. Chinese Excel takes UTF-8 only with a mark at its beginning. */
function exportRoster(ctx, one) {
  // A text that a spreadsheet would take for a formula is kept a text.
  const cell = (value) => `"${String(value ?? '').replace(/^(?=[=+@\t\r-])/u, "'").replaceAll('"', '""')}"`;
  const head = ['org.col.place', 'org.col.name', 'org.col.employer', 'org.col.state', 'org.col.at', 'org.col.present'].map((key) => t(key));
  const rows = ctx.lists.all(`roster:${one.id}`).map((p) => [p.place, p.name, p.employer, say(p.state), p.at_ms && dayClock(p.at_ms), say(p.present)]);
  const text = [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
  const link = h('a', { href: URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv' })), download: `${one.title}.csv` });
  link.click();
  URL.revokeObjectURL(link.href);
}

/** A settled place is the number in front: it is not said twice. */
const seatSaid = (person) => person.state?.state === 'decided' && person.place;

/** Days before the start nobody is checked in by a slip of the hand: the button stands in the opened row. */
const early = (one) => Boolean(one.starts) && one.starts - Date.now() > DAY_MS;

const checkIn = (ctx, person) => button(t('org.checkin'), () => ctx.act(`signups/${person.id}/check-at`, { list: gateOf(ctx).list }, { done: t('org.checkedin', { name: person.name }) }), { key: 'in', 'aria-label': t('org.checkin.of', { name: person.name }) });

function entry(ctx, one, person) {
  const { local } = ctx;
  const open = local.row === person.id;
  const toggleRow = () => {
    local.row = open ? null : person.id;
    local.remove = null;
    ctx.redraw();
  };
  const fresh = ctx.lists.isFresh(`roster:${one.id}`, person.id);
  return h(
    'div',
    { class: `entry entry-${person.state?.state}${fresh ? ' fresh' : ''}`, key: person.id },
    h(
      'div',
      { class: 'entry-line' },
      h('span', { class: 'entry-place' }, person.place ? String(person.place) : '–'),
      h(
        'button',
        { type: 'button', class: 'entry-who', 'aria-expanded': open, onclick: toggleRow },
        h('span', { class: 'entry-name' }, h('strong', {}, person.name), seatSaid(person) ? null : chip(person.state), person.flag && chip(person.flag, 'flag')),
        h('span', { class: 'muted entry-line-2' }, person.employer && h('span', { class: 'entry-employer' }, person.employer), person.at_ms > 0 && h('span', { class: 'entry-at' }, when(person.at_ms))),
      ),
      h('span', { class: 'entry-sign' }, say(person.present)),
      person.can_check_in
        ? !early(one) && checkIn(ctx, person)
        : person.present && h('span', { class: 'entry-in', key: 'was-in' }, icon('decided'), h('span', {}, t('org.in'))),
    ),
    open &&
      h(
        'div',
        { class: 'entry-more', key: 'more' },
        chip(person.state),
        person.present && chip(person.present, 'present'),
        person.waiver && chip(person.waiver, 'waiver'),
        answersOf(person.answers),
        person.can_check_in && early(one) && checkIn(ctx, person),
        doorMore(ctx, person),
        say(person.state, 'why') && h('p', { class: 'why' }, say(person.state, 'why')),
        h('div', { class: 'buttons' }, whyLink(ctx, person.id, person.name), historyLink(ctx, person.id, person.name), person.undo_check_in && button(t('org.uncheck'), () => ctx.act('undo', { record: person.id, undo: person.undo_check_in }, { done: t('note.undone') }), { key: 'uncheck' }), person.can_admit && button(t('org.admit'), () => ctx.act(`signups/${person.id}/admit`, {}, { done: t('org.admitted', { name: person.name }) }), { key: 'admit' }), person.can_restore && button(t('org.restore'), () => ctx.act(`signups/${person.id}/restore`, {}, { done: t('org.restored', { name: person.name }) }), { key: 'restore' }), person.can_remove && !local.remove && button(t('org.remove'), () => ((local.remove = newForm()), ctx.focus()), { key: 'remove' })),
        local.remove && removal(ctx, person),
      ),
  );
}

function removal(ctx, person) {
  const form = ctx.local.remove;
  const remove = async (event) => {
    event.preventDefault();
    const answer = await ctx.act(`signups/${person.id}/remove`, { reason: form.values.reason ?? '' }, { form, done: t('org.removed', { name: person.name }) });
    if (answer?.ok) {
      Object.assign(ctx.local, { remove: null, row: null });
      ctx.redraw();
    }
  };
  return h(
    'form',
    { key: 'removal', onsubmit: remove, novalidate: true },
    formError(form, ['reason']),
    field(ctx, form, 'reason', t('org.remove.reason'), { hint: t('org.remove.hint', { name: person.name }), focus: true }),
    button(t('org.remove.do'), null, { kind: 'strong', type: 'submit', busy: form.busy }),
  );
}

function draft(ctx, one) {
  return h(
    'div',
    {},
    h('h3', { class: 'thing-title' }, one.title),
    h('p', { class: 'muted' }, [dayClock(one.starts), one.place].filter(Boolean).join(t('middot'))),
    h('div', { class: 'card' }, chip(one.phase_state), stateOf(one.state), h('p', {}, t('org.draft.line'))),
    h(
      'div',
      { class: 'buttons' },
      button(t('org.publish'), () => ctx.act(`events/${one.id}/publish`, {}, { done: t('org.published') }), { kind: 'main', key: 'publish' }),
      button(t('org.edit'), () => ctx.go('edit', { id: one.id }), { key: 'edit' }),
      historyLink(ctx, one.id),
    ),
  );
}

export const organiser = {
  tabs: [
    ['events', 'tab.events', 'event'],
    ['names', 'tab.names', 'person'],
  ],
  screens: { events, roster, why, ...organiserForm, ...organiserInsured, ...deskNames, ...common },
};
