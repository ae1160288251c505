// What an event asks of those who sign up: the organiser writes the questions, a member answers them, the roster shows it.

import { h } from './dom.js';
import { lang, t } from './i18n.js';
import { button, choices, field, toggle } from './ui.js';

const KINDS = ['text', 'number', 'one', 'several', 'yes_no', 'id_number'];
const hasChoices = (kind) => kind === 'one' || kind === 'several';
const lines = (text) => text.split(/[\n\u3001,\uff0c]/u).map((one) => one.trim()).filter(Boolean);

/** A form holds each question flat, so that what is typed survives a reload. */
export const typedQuestions = (event) =>
  JSON.stringify((event.questions ?? []).map((one) => ({ ...one, choices: (one.choices ?? []).join('\u3001') })));

export const givenQuestions = (text) => JSON.parse(text || '[]').map((one) => ({ ...one, choices: lines(one.choices ?? '') }));

/** The questions of a form: one line, and its fields where it is opened or something in it is wrong. */
export function questions(ctx, form) {
  const { local } = ctx;
  const all = JSON.parse(form.values.questions || '[]');
  const shown = all.map((one, at) => [one, at]).filter(([one]) => !one.gone);
  const wrong = /^(question|choices)_\d+$/u.test(form.error?.field ?? '') || form.error?.field === 'waiver';
  const open = local.questions || wrong;
  const flip = () => {
    local.questions = !open;
    ctx.redraw();
  };
  const change = (at, change) => {
    const next = JSON.parse(form.values.questions || '[]');
    next[at] = { ...next[at], ...change };
    form.values.questions = JSON.stringify(next);
  };
  const flick = (at, what) => {
    change(at, what);
    ctx.redraw();
  };
  // Typed values go to the list, under names by which the core says what is wrong.
  const line = (one, at) => {
    form.values[`question_${at}`] ??= one.ask ?? '';
    form.values[`choices_${at}`] ??= one.choices ?? '';
    return h(
      'fieldset',
      { class: 'card', key: `q${at}` },
      field(ctx, form, `question_${at}`, t('form.q.ask'), { oninput2: (event) => change(at, { ask: event.target.value }) }),
      choices(t('form.q.kind'), KINDS.map((kind) => [kind, t(`form.q.${kind}`)]), one.kind, (kind) => flick(at, { kind })),
      hasChoices(one.kind) && field(ctx, form, `choices_${at}`, t('form.q.choices'), { hint: t('form.q.choices.hint'), oninput2: (event) => change(at, { choices: event.target.value }) }),
      toggle(t('form.q.required'), Boolean(one.required), () => flick(at, { required: !one.required }), { key: `req${at}` }),
      toggle(t('form.q.insurer'), Boolean(one.insurer), () => flick(at, { insurer: !one.insurer }), { key: `ins${at}` }),
      button(t('form.q.gone'), () => flick(at, { gone: true }), { key: `gone${at}` }),
    );
  };
  const add = () => {
    form.values.questions = JSON.stringify([...all, { id: '', ask: '', kind: 'text', choices: '', required: true, insurer: false }]);
    ctx.redraw();
  };
  return h(
    'div',
    { class: 'conditions', key: 'questions' },
    button(shown.length ? t('form.q.n', { n: shown.length }) : t('form.q'), flip, { key: 'asks', 'aria-expanded': open }),
    open && shown.map(([one, at]) => line(one, at)),
    open && button(t('form.q.add'), add, { sign: 'plus', key: 'add-question' }),
    open && field(ctx, form, 'waiver', t('form.waiver'), { area: true, hint: t('form.waiver.hint') }),
  );
}

/** The answers of a member who is about to sign up. */
export function answering(ctx, one) {
  const { local } = ctx;
  if (!one.questions?.length && !one.waiver) return null;
  const known = Object.fromEntries((one.mine?.answers ?? []).map((answer) => [`answer/${answer.question}`, answer.value]));
  local.form ??= { ...emptyForm(), values: known };
  const { form } = local;
  const pick = (name, value) => {
    form.values[name] = value;
    if (form.error?.field === name) form.error = null;
    ctx.redraw();
  };
  return h(
    'div',
    { class: 'answers', key: 'answers' },
    (one.questions ?? []).map((question) => input(ctx, form, question, pick)),
    one.waiver && h('details', { class: 'waiver', key: 'waiver' }, h('summary', {}, t('event.waiver')), h('p', {}, one.waiver)),
    one.waiver && toggle(t('event.agree'), form.values.agreed === one.waiver_version, () => pick('agreed', form.values.agreed === one.waiver_version ? '' : one.waiver_version), { key: 'agree' }),
  );
}

const emptyForm = () => ({ values: {}, given: null, error: null, busy: false, turn: 0 });

function input(ctx, form, question, pick) {
  const name = `answer/${question.id}`;
  const label = question.required ? question.ask : t('event.optional', { ask: question.ask });
  const value = form.values[name] ?? '';
  const several = value ? value.split('\n') : [];
  const picked = (list, onPick) =>
    h(
      'div',
      { class: form.error?.field === name ? 'field field-wrong' : 'field', key: `field-${name}` },
      h('span', { class: 'label' }, label),
      h('div', { class: 'choices', role: 'group', 'aria-label': label }, list.map(([id, text, on]) => h('button', { type: 'button', class: 'choice', key: id, 'aria-pressed': on, onclick: () => onPick(id) }, h('span', {}, text)))),
      form.error?.field === name && h('p', { class: 'field-error', key: 'error' }, h('span', {}, lang === 'zh' ? form.error.zh : form.error.en)),
    );
  if (question.kind === 'one') return picked(question.choices.map((one) => [one, one, value === one]), (one) => pick(name, value === one ? '' : one));
  if (question.kind === 'several') {
    return picked(question.choices.map((one) => [one, one, several.includes(one)]), (one) => pick(name, question.choices.filter((other) => (other === one ? !several.includes(one) : several.includes(other))).join('\n')));
  }
  if (question.kind === 'yes_no') return picked([['yes', t('yes'), value === 'yes'], ['no', t('no'), value === 'no']], (one) => pick(name, one));
  return field(ctx, form, name, label, { inputmode: question.kind === 'number' ? 'numeric' : null });
}

/** What a sign-up hands to the core: answers that were typed, and the version that was agreed to. */
export function givenAnswers(ctx, one) {
  const values = ctx.local.form?.values ?? {};
  const answers = Object.fromEntries((one.questions ?? []).map((question) => [question.id, values[`answer/${question.id}`] ?? '']).filter(([, value]) => value));
  return { ...(Object.keys(answers).length && { answers }), ...(values.agreed && { agreed: values.agreed }) };
}

const worded = (value) => (['yes', 'no'].includes(value) ? t(value) : value.replaceAll('\n', t('list.gap')));

/** Answers to read: the organiser's of a person, the own ones. */
export const answersOf = (answers) =>
  answers?.length
    ? h('dl', { class: 'facts', key: 'answers' }, answers.map((one) => h('div', { class: 'fact', key: one.question }, h('dt', {}, one.gone ? t('event.q.gone', { ask: one.ask }) : one.ask), h('dd', {}, worded(one.value)))))
    : null;
