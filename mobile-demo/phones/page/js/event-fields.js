// What an organiser types of an event: each field once, in the order of the form, with its input, its words, and where
// a member reads it. The core says what is right, under the same names.

import { dayClock, fromField, t, toField } from './i18n.js';
import { h } from './dom.js';
import { button, choices, fact, field } from './ui.js';
import { givenQuestions, typedQuestions } from './event-questions.js';

// What a form holds of a value, and back.
const text = { typed: (value) => value ?? '', given: (typed) => typed };
const count = { typed: (value) => String(value ?? ''), given: (typed) => typed.trim() || null, inputmode: 'numeric' };
const time = { typed: toField, given: fromField, type: 'datetime-local', step: 60 };

const MODES = ['', 'ranked', 'draw', 'review', 'nomination'];
const mode = { typed: (value) => value ?? '', given: (typed) => typed || null, options: () => MODES.map((one) => [one, t(`mode.${one || 'instant'}`)]) };

const FIELDS = [
  { name: 'title', ...text, label: 'form.title', hint: () => 'form.title.hint', focus: true },
  { name: 'place', ...text, label: 'form.place', fact: 'event.place' },
  { name: 'venue_contact', ...text, label: 'key.venue_contact', hint: () => 'form.contact.hint', fact: 'key.venue_contact' },
  { name: 'bring', ...text, label: 'key.bring', hint: () => 'form.bring.hint', fact: 'key.bring' },
  { name: 'about', ...text, label: 'form.about', area: true },
  { name: 'starts', ...time, label: 'form.starts', hint: () => 'form.starts.hint' },
  { name: 'ends', ...time, label: 'form.ends', hint: () => 'form.ends.hint' },
  { name: 'capacity', ...count, label: 'form.capacity', hint: (was) => (was?.capacity ? 'form.capacity.hint' : 'form.capacity.open') },
  { name: 'admission', ...mode, label: 'form.mode', hint: () => 'form.mode.hint' },
  { name: 'opens', ...time, label: 'form.opens' },
  { name: 'closes', ...time, label: 'form.closes', hint: () => 'form.closes.hint' },
];

// Who may take part: behind a button, because most events ask nothing.
const CONDITIONS = [
  { name: 'only_category', ...text, label: 'form.category', hint: () => 'form.category.hint' },
  { name: 'only_sex', ...count, label: 'form.sex', options: () => [['', t('form.sex.any')], ['2', t('form.sex.2')], ['1', t('form.sex.1')]] },
  { name: 'age_from', ...count, label: 'form.age.from' },
  { name: 'age_to', ...count, label: 'form.age.to' },
  { name: 'member_months', ...count, label: 'form.months', hint: () => 'form.months.hint' },
  { name: 'eligibility_day', ...text, type: 'date', label: 'form.day', hint: () => 'form.day.hint' },
];

/** What no form shows and an edit keeps as it was. */
const KEPT = ['only_union', 'waiver'];

const ALL = [...FIELDS, ...CONDITIONS];

export const names = ALL.map((one) => one.name);

/** What a form begins with: an event as it is, or a proposal. */
export const typed = (event) => ({
  ...Object.fromEntries(ALL.map((one) => [one.name, one.typed(event[one.name])])),
  ...Object.fromEntries(KEPT.map((name) => [name, event[name] ?? ''])),
  questions: typedQuestions(event),
});

/** What a form hands to the core. What is no number travels as typed, so that the answer can name the field. */
export const given = (values) => ({
  ...Object.fromEntries(ALL.map((one) => [one.name, one.given(values[one.name] ?? '')])),
  ...Object.fromEntries(KEPT.map((name) => [name, values[name] ?? ''])),
  questions: givenQuestions(values.questions),
});

const input = (ctx, form, was) => ({ name, typed, given, label, hint, fact, options, ...rest }) =>
  options ? chosen(ctx, form, name, t(label), options()) : field(ctx, form, name, t(label), { ...rest, hint: hint && t(hint(was)) });

/** One of a few, in a form. */
const chosen = (ctx, form, name, label, options) =>
  h('div', { class: 'field', key: `field-${name}` }, h('span', { class: 'label' }, label), choices(label, options, form.values[name] ?? '', (id) => ((form.values[name] = id), ctx.redraw())));

/** The fields of a form; `was` is the event that is changed. */
export const inputs = (ctx, form, was) => FIELDS.map(input(ctx, form, was));

/** Who may take part: one line, and its fields where it is opened or something in it is wrong. */
export function conditions(ctx, form) {
  const { local } = ctx;
  const filled = CONDITIONS.filter((one) => form.values[one.name]).length;
  const open = local.conditions || CONDITIONS.some((one) => form.error?.field === one.name);
  const toggle = () => {
    local.conditions = !open;
    ctx.redraw();
  };
  return h(
    'div',
    { class: 'conditions', key: 'conditions' },
    button(filled ? t('form.who.n', { n: filled }) : t('form.who'), toggle, { key: 'who', 'aria-expanded': open }),
    open && CONDITIONS.map(input(ctx, form, null)),
  );
}

/** What a member reads, under the day. */
export const facts = (event) => [
  fact(t('event.starts'), dayClock(event.starts)),
  ...FIELDS.filter((one) => one.fact && event[one.name]).map((one) => fact(t(one.fact), event[one.name])),
];
