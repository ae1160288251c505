// The few building blocks that every screen is made of.

import { h, icon } from './dom.js';
import { say, t, clock } from './i18n.js';

const SIGN = {
  recorded: 'recorded',
  sent: 'sent',
  accepted: 'accepted',
  decided: 'decided',
  waiting: 'waiting',
  refused: 'alert',
  attention: 'alert',
  preview: 'preview',
  unknown_here: 'unknown',
  plain: null,
};

/** One state: sign, colour and word together. The word is the core's. */
export function chip(state, key = 'chip') {
  if (!state) return null;
  const sign = SIGN[state.state] ?? null;
  return h('span', { class: `chip chip-${state.state}`, key: `${key}-${state.state}` }, sign && icon(sign), h('span', {}, say(state)));
}

/** The state of a thing with everything that belongs to it: where it is, where it leads, and why. */
export function stateOf(state) {
  if (!state) return null;
  return h(
    'div',
    { class: 'state', key: 'state' },
    chip(state, 's'),
    state.preview && chip(state.preview, 'p'),
    say(state, 'why') && h('p', { class: 'why', key: 'why' }, say(state, 'why')),
  );
}

/** A state as a running sentence: what, and why or what then. */
export const sentenceOf = (state) => [say(state), say(state, 'why')].filter(Boolean).map(stopped).join(t('sentence.gap'));

/** A button. `kind`: main (one on a screen), quiet, plain. */
export function button(label, onclick, { kind = 'plain', sign, key, disabled, busy, type = 'button', ...rest } = {}) {
  return h(
    'button',
    { type, class: `button button-${kind}`, onclick, key: key ?? `b-${label}`, disabled, 'aria-busy': busy ? true : null, ...rest },
    sign && icon(sign),
    h('span', {}, label),
  );
}

/** A heading (`quiet`: only heard, where the choice above it is seen) with what stands under it; `empty` says what would stand there and how to begin. */
export function section(title, children, { key, empty, quiet } = {}) {
  const rows = children.filter(Boolean);
  return h(
    'section',
    { class: 'section', key: key ?? title },
    h('h3', { class: quiet ? 'heard' : 'section-head' }, title),
    rows.length ? rows : empty && h('p', { class: 'empty', key: 'empty' }, empty),
  );
}

/** What others notice is asked once: the button opens the question, its answer acts. */
export function asking(ctx, name, { label, question, yes, act }) {
  const { local } = ctx;
  if (local.open !== name) {
    const open = () => {
      local.open = name;
      ctx.focus();
    };
    return button(label, open, { key: name, 'aria-expanded': false });
  }
  const close = () => {
    local.open = null;
    ctx.redraw();
  };
  const done = async () => {
    const answer = await act();
    if (answer?.ok) close();
  };
  return h(
    'div',
    { class: 'asked', key: `${name}-ask` },
    h('p', {}, question),
    h('div', { class: 'buttons' }, button(yes, done, { kind: 'strong', key: `${name}-yes`, 'data-focus': '' }), button(t('keep'), close, { key: `${name}-no` })),
  );
}

/** A row that opens something: the whole of it is the button. */
export function rowButton(key, onclick, ...children) {
  return h('button', { type: 'button', class: 'row row-button', key, onclick }, h('div', { class: 'row-body' }, ...children), icon('next'));
}

export function row(key, ...children) {
  return h('div', { class: 'row', key }, h('div', { class: 'row-body' }, ...children));
}

/** Label and value, for what is read only. */
export const fact = (label, value) =>
  h('div', { class: 'fact', key: `f-${label}` }, h('dt', {}, label), h('dd', {}, value || '–'));

let serial = 0;
const ids = new WeakMap();

/** A stable id for the fields of one form, so that label, field and error find each other. */
function idOf(form, name) {
  if (!ids.has(form)) ids.set(form, `form${++serial}`);
  return `${ids.get(form)}-${name}`;
}

/** What a form holds while it is filled in: values, and the refusal that stands beside its field. */
export const newForm = (values = {}) => ({ values, given: JSON.stringify(values), error: null, busy: false, turn: 0 });

/** A labelled field. What is typed stays in `form.values`, whatever the screen does meanwhile. */
export function field(ctx, form, name, label, { hint, type = 'text', area, options, focus, onEnter, ...rest } = {}) {
  const id = idOf(form, name);
  const wrong = form.error?.field === name;
  const chosen = options?.();
  const input = h(
    chosen ? 'select' : area ? 'textarea' : 'input',
    {
      id,
      // What can be chosen is written in the language of now.
      key: chosen ? `${id}-${form.turn}-${label}` : `${id}-${form.turn}`,
      type: area || chosen ? null : type,
      value: chosen ? null : (form.values[name] ?? ''),
      'aria-invalid': wrong ? true : null,
      'aria-describedby': [wrong && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || null,
      'data-focus': focus ? '' : null,
      autocomplete: 'off',
      oninput: (event) => {
        form.values[name] = event.target.value;
        rest.oninput2?.(event);
        if (form.error?.field === name) {
          form.error = null;
          ctx.redraw();
        }
      },
      onkeydown: onEnter
        ? (event) => {
            if (event.key === 'Enter' && !event.isComposing) {
              event.preventDefault();
              onEnter();
            }
          }
        : null,
      ...Object.fromEntries(Object.entries(rest).filter(([k]) => k !== 'oninput2')),
    },
    chosen?.map(([value, text]) => h('option', { value, selected: value === (form.values[name] ?? '') }, text)),
  );
  return h(
    'div',
    { class: wrong ? 'field field-wrong' : 'field', key: `field-${name}` },
    h('label', { for: id }, label),
    input,
    wrong && h('p', { id: `${id}-error`, class: 'field-error', key: 'error' }, icon('alert'), h('span', {}, sentence(form.error))),
    // What is right is said beside what is wrong.
    hint && h('p', { id: `${id}-hint`, class: 'hint', key: 'hint' }, hint),
  );
}

/** What went wrong, and what can be done now. */
export const sentence = (refusal) => [say(refusal, ''), say(refusal, 'next')].filter(Boolean).map(stopped).join(t('sentence.gap'));

/** Sentences come with or without their full stop. */
const stopped = (text) => (/[.。!!??]$/u.test(text) ? text : `${text}${t('stop')}`);

/** The part of a refusal that belongs to no field of the form. */
export function formError(form, names) {
  if (!form.error || names.includes(form.error.field)) return null;
  return h('div', { class: 'notice notice-bad', role: 'alert', key: 'form-error' }, icon('alert'), h('p', {}, sentence(form.error)));
}

/** Several choices of which one is on. */
export function choices(label, options, current, onPick) {
  return h(
    'div',
    { class: 'choices', role: 'group', 'aria-label': label, key: `choices-${label}` },
    options.map(([id, text, count]) =>
      h(
        'button',
        { type: 'button', key: id, class: 'choice', 'aria-pressed': id === current, onclick: () => onPick(id) },
        h('span', {}, text),
        count === undefined ? null : h('span', { class: 'count' }, String(count)),
      ),
    ),
  );
}

/** An on/off switch with its word. */
export function toggle(label, on, onclick, { key, sign, label: spoken } = {}) {
  return h(
    'button',
    { type: 'button', class: 'switch', role: 'switch', 'aria-checked': on, 'aria-label': spoken, onclick, key },
    sign && icon(sign),
    h('span', { class: 'switch-label' }, label),
    h('span', { class: 'switch-track', 'aria-hidden': true }, h('span', { class: 'switch-knob' })),
  );
}

/** "as of 09:12", where a figure was true at that time. */
export const asOf = (ms) => (ms ? t('as.of', { time: clock(ms) }) : '');

/** A bar of how many of how many. */
export function meter(label, have, of) {
  const share = of > 0 ? Math.min(100, (have / of) * 100) : 0;
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 100 1');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  svg.innerHTML = `<rect width="${share}" height="1"/>`;
  return h('div', { class: 'meter', role: 'img', 'aria-label': label, key: 'meter' }, svg);
}

/** A screen that asks its phone a question, and again whenever something has moved: others may have written too. */
export function asked(ctx, path, draw) {
  const { local } = ctx;
  const ask = async () => {
    const answer = await ctx.get(path);
    if (answer.ok === false) local.error = answer;
    else local.answer = answer;
    ctx.redraw();
  };
  if (local.asked !== ctx.lists.version) {
    local.asked = ctx.lists.version;
    ask();
  }
  if (local.error) return h('p', { class: 'notice notice-bad', role: 'alert' }, say(local.error, ''));
  return local.answer ? draw(local.answer) : h('p', { class: 'empty' }, t('loading'));
}
