// What an organiser types of an event: each field once, in the order of the form, with its input, its words, and where
// a member reads it. The core says what is right, under the same names.

import { dayClock, fromField, t, toField } from './i18n.js';
import { fact, field } from './ui.js';

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

export const names = FIELDS.map((one) => one.name);

/** What a form begins with: an event as it is, or a proposal. */
export const typed = (event) => Object.fromEntries(FIELDS.map((one) => [one.name, one.typed(event[one.name])]));

/** What a form hands to the core. What is no number travels as typed, so that the answer can name the field. */
export const given = (values) => Object.fromEntries(FIELDS.map((one) => [one.name, one.given(values[one.name] ?? '')]));

/** The fields of a form; `was` is the event that is changed. */
export const inputs = (ctx, form, was) =>
  FIELDS.map(({ name, typed, given, label, hint, fact, ...input }) => field(ctx, form, name, t(label), { ...input, hint: hint && t(hint(was)) }));

/** What a member reads, under the day. */
export const facts = (event) => [
  fact(t('event.starts'), dayClock(event.starts)),
  ...FIELDS.filter((one) => one.fact && event[one.name]).map((one) => fact(t(one.fact), event[one.name])),
];
