// The day of an event at its door: how many are here, whether this phone is ready, a field for the scanner, the gates.

import { h } from './dom.js';
import { say, t, when } from './i18n.js';
import { button, chip, choices, field, formError, newForm, sentence, toggle } from './ui.js';
import { sound } from './sound.js';

/** The figures that are read from across a hall; `null` where nobody has come and none stands at the door. */
export function dayFigures(ctx, one, today) {
  const day = ctx.lists.one(`day:${one.id}`, one.id);
  if (!day || !(today || day.here || day.walk_ins || day.at_list != null)) return null;
  return h(
    'div',
    { class: 'counts day-counts', key: 'day' },
    h('p', { class: 'count-line' }, h('strong', { class: 'count-big', key: 'here' }, String(day.here)), h('span', {}, t('door.of', { of: day.expected }))),
    h('p', { class: 'muted' }, [t('door.inside', { n: day.inside }), day.walk_ins && t('door.walkins', { n: day.walk_ins }), say(day.absence)].filter(Boolean).join(t('middot'))),
    h('p', { key: 'ready' }, chip(day.readiness, 'ready'), !day.ready && h('span', { class: 'why' }, say(day.readiness, 'why'))),
    day.handed_out.length > 0 && h('p', { class: 'muted', key: 'handed' }, day.handed_out.map((gift) => t('door.handed', { what: gift.what, n: gift.count })).join(t('middot'))),
  );
}

/** Where this phone stands, and which way people go there. */
export const gateOf = (ctx) => ({ list: ctx.local.gate ?? '', leaves: Boolean(ctx.local.leaves) });

/** A scanner types the code and Enter. */
export function doorScan(ctx, one) {
  const { local } = ctx;
  const day = ctx.lists.one(`day:${one.id}`, one.id);
  local.gate ??= day?.at_list ?? day?.lists[0];
  const enter = async (event) => {
    event.preventDefault();
    const input = event.target.querySelector('input');
    const text = input.value;
    input.value = '';
    if (!text.trim()) return;
    local.scanForm = { error: null };
    const answer = await ctx.act(`events/${one.id}/scans`, { text, ...gateOf(ctx) }, { form: local.scanForm });
    // A person at the door is never a failure: what is no pass says so, and names the other way.
    local.scanned = answer?.ok ? answer.scanned : null;
    sound(!answer?.ok ? 'bad' : local.scanned.here_since_ms ? 'already' : 'ok');
    ctx.redraw();
  };
  const id = `pass-${ctx.n}`;
  return h(
    'form',
    { key: 'door-scan', class: 'scan', onsubmit: enter },
    day?.lists.length > 0 && gates(ctx, day),
    h('label', { for: id }, t(local.leaves ? 'door.scan.out' : 'door.scan')),
    h('input', { id, key: 'pass-text', type: 'text', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': `${id}-hint` }),
    h('p', { class: 'hint', id: `${id}-hint` }, t('door.scan.hint')),
    h('div', { key: 'scanned', 'aria-live': 'assertive' }, result(ctx)),
  );
}

function gates(ctx, day) {
  const { local } = ctx;
  const pick = (list) => {
    local.gate = list;
    ctx.redraw();
  };
  return h(
    'div',
    { class: 'gates', key: 'gates' },
    choices(t('door.gate'), day.lists.map((list) => [list, list]), local.gate, pick),
    toggle(t('door.leaves'), Boolean(local.leaves), () => {
      local.leaves = !local.leaves;
      ctx.redraw();
    }, { key: 'leaves' }),
  );
}

function result(ctx) {
  const { scanned, scanForm } = ctx.local;
  if (scanForm?.error) return h('p', { class: 'scanned scanned-other', key: 'scan-error' }, sentence(scanForm.error));
  if (!scanned) return null;
  const undo = async () => {
    const answer = await ctx.act('undo', { record: scanned.record, undo: scanned.undo }, { done: t('note.undone') });
    if (answer?.ok) ctx.local.scanned = null;
    ctx.redraw();
  };
  return h(
    'div',
    { class: `scanned scanned-${scanned.said.state}`, key: `scanned-${scanned.record}` },
    h('strong', {}, scanned.name),
    chip(scanned.said, 'said'),
    say(scanned.said, 'why') && h('p', { class: 'why' }, say(scanned.said, 'why')),
    button(t('org.uncheck'), undo, { key: 'unscan' }),
  );
}

/** What is set up once: gates, what is handed out, which phones stand at the door. */
export function doorSetup(ctx, one) {
  const { local } = ctx;
  const day = ctx.lists.one(`day:${one.id}`, one.id);
  if (!day) return null;
  local.listForm ??= newForm();
  local.giftForm ??= newForm({ what: local.gift ?? '' });
  const add = async (event) => {
    event.preventDefault();
    const answer = await ctx.act(`events/${one.id}/lists`, { name: local.listForm.values.name ?? '' }, { form: local.listForm, done: t('door.list.added') });
    if (answer?.ok) local.listForm = newForm();
    ctx.redraw();
  };
  const give = (event) => {
    event.preventDefault();
    local.gift = (local.giftForm.values.what ?? '').trim();
    ctx.tell(local.gift ? t('door.gift.set', { what: local.gift }) : t('door.gift.none'));
  };
  return h(
    'div',
    { class: 'card', key: 'door-setup' },
    h('h4', {}, t('door.gates')),
    day.lists.length > 0 && h('div', { class: 'buttons' }, day.lists.map((name) => button(t('door.list.away', { name }), () => ctx.act(`events/${one.id}/lists`, { name, away: true }, { done: t('door.list.gone', { name }) }), { key: `away-${name}` }))),
    h('form', { key: 'list-form', onsubmit: add, novalidate: true }, formError(local.listForm, ['name']), field(ctx, local.listForm, 'name', t('door.list.name'), { hint: t('door.list.hint') }), button(t('door.list.add'), null, { type: 'submit', busy: local.listForm.busy, key: 'list-add' })),
    h('form', { key: 'gift-form', onsubmit: give, novalidate: true }, field(ctx, local.giftForm, 'what', t('door.gift.what'), { hint: t('door.gift.hint') }), button(t('door.gift.do'), null, { type: 'submit', key: 'gift-set' })),
    h('h4', {}, t('door.desks')),
    day.desks.length ? day.desks.map((desk) => deskRow(ctx, one, desk)) : h('p', { class: 'empty', key: 'no-desks' }, t('door.desks.empty')),
    say(day.absence, 'why') && h('p', { class: 'why', key: 'absence' }, say(day.absence, 'why')),
  );
}

function deskRow(ctx, one, desk) {
  return h(
    'div',
    { class: 'desk', key: `desk-${desk.device}` },
    h('span', {}, t(desk.mine ? 'door.desk.mine' : 'door.desk.other', { id: desk.device.slice(0, 4) }), desk.list && t('door.desk.at', { list: desk.list })),
    h('span', { class: 'muted' }, when(desk.opened_ms)),
    chip(desk.state, 'desk'),
    desk.mine && desk.state.state === 'sent' && button(t('door.close'), () => ctx.act(`events/${one.id}/desk/close`, {}, { done: t('door.closed') }), { key: 'desk-close' }),
    desk.can_waive && button(t('door.waive'), () => ctx.act(`events/${one.id}/desks/${desk.device}/waive`, {}, { done: t('door.waived') }), { key: 'desk-waive' }),
  );
}

/** What is to be known of a person, and what can be handed out, in the opened row. */
export function doorMore(ctx, person) {
  const { gift } = ctx.local;
  const give = () => ctx.act(`signups/${person.id}/hand-out`, { what: gift }, { done: t('door.given', { name: person.name, what: gift }) });
  const leave = () => ctx.act(`signups/${person.id}/check-at`, { list: gateOf(ctx).list, leaves: true }, { done: t('door.left', { name: person.name }) });
  const back = () => ctx.act(`signups/${person.id}/check-at`, { list: gateOf(ctx).list }, { done: t('org.checkedin', { name: person.name }) });
  return [
    person.notes.map((note, n) => h('div', { key: `note-${n}` }, chip(note, `n${n}`), say(note, 'why') && h('p', { class: 'why' }, say(note, 'why')))),
    h(
      'div',
      { class: 'buttons', key: 'door-more' },
      gift && button(t('door.give', { what: gift }), give, { key: 'give' }),
      person.present && person.inside && button(t('door.leave'), leave, { key: 'leave' }),
      person.present && !person.inside && button(t('door.back'), back, { key: 'come-back' }),
    ),
  ];
}
