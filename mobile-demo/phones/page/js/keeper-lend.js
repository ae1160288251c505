// Lending: this book, which copy, to whom; and who asks for it. Works with no signal, and for a person not known yet.

import { h } from './dom.js';
import { said, t } from './i18n.js';
import { button, chip, fact, field, formError, newForm, rowButton, section, sentence, stateOf } from './ui.js';
import { byline } from './member-books.js';
import { cardLine, historyLink } from './common.js';
import { sound } from './sound.js';

/** The refusals that a keeper may overrule: of the second the reason is asked. */
const LIMIT = 'limit-reached';
const KEPT = 'copy-kept';

const lend = {
  title: () => t('lend.title'),
  draw(ctx) {
    const { local, params } = ctx;
    local.form ??= newForm({ borrower: '' });
    local.copy ??= params.copy ?? null;
    local.title ??= params.title;
    if (params.card && local.card === undefined) {
      local.card = params.card;
      preview(ctx);
    }
    // Copies that come or go, and a corrected title, move the catalogue's revision.
    const { revision } = ctx.lists.all('houses').find((one) => one.keeps) ?? {};
    if (!local.copies || local.revision !== revision) {
      Object.assign(local, { copies: local.copies ?? [], revision });
      loadCopies(ctx);
    }
    const { card, title } = local;
    const typed = local.form.values.borrower.trim();
    const { hurdle } = local;
    const lent = local.copy?.loan;
    return h(
      'form',
      { onsubmit: (event) => (event.preventDefault(), enter(ctx)), novalidate: true },
      h('h3', { class: 'thing-title' }, t('book.named', { title: title.title })),
      h('p', { class: 'muted' }, byline(title)),
      copies(ctx),
      lent && away(ctx),
      card ? chosen(ctx, card) : borrower(ctx),
      !lent && local.preview && !hurdle && h('div', { class: 'card', key: 'preview' }, stateOf(local.preview)),
      // Why this reader first is asked as soon as it is seen that the book is another's.
      !lent && !hurdle && card && isKept(ctx) && why(ctx),
      overruled(ctx),
      formError(local.form, ['borrower', 'reason']),
      // What was refused is not the main thing to do any more, and whom nobody knows is a choice of its own.
      !hurdle && button(t(lent ? 'lend.return.first' : 'lend.do'), null, { kind: 'main', type: 'submit', key: lent ? 'lend-on' : 'lend', busy: local.form.busy }),
      !card && typed && local.cards && button(t('lend.typed', { name: typed }), () => give(ctx), { kind: 'wide', key: 'lend-typed' }),
      !card && h('p', { class: 'hint', key: 'unknown' }, t('lend.unknown.hint')),
      lineOf(ctx, title.id),
      h('div', { class: 'buttons', key: 'more' }, button(t('book.edit'), () => ctx.go('book', { id: title.id }), { kind: 'link', key: 'edit-book' }), historyLink(ctx, title.id, title.title)),
    );
  },
};

async function loadCopies(ctx) {
  const { local } = ctx;
  const of = `titles/${local.title.id}`;
  const [answer, title] = await Promise.all([ctx.get(`${of}/copies`), ctx.get(of)]);
  local.copies = answer.items ?? [];
  if (title.id) local.title = title;
  const now = local.copies.find((copy) => copy.id === local.copy?.id);
  if (now) local.copy = now;
  ctx.local.copy ??= ctx.local.copies.find((copy) => !copy.loan) ?? ctx.local.copies[0] ?? null;
  ctx.redraw();
}

function copies(ctx) {
  const { local } = ctx;
  if (local.copies.length < 2) return local.copy && h('p', { key: 'copy' }, t('copy.named', { barcode: local.copy.barcode ?? local.copy.id }), ' ', keptChip(ctx, local.copy) ?? chip(local.copy.state));
  return h(
    'fieldset',
    { class: 'copies', key: 'copies' },
    h('legend', {}, t('lend.copy')),
    local.copies.map((copy) =>
      h(
        'button',
        {
          type: 'button',
          key: copy.id,
          class: 'choice choice-wide',
          'aria-pressed': local.copy?.id === copy.id,
          onclick: () => {
            Object.assign(local, { copy, hurdle: null });
            preview(ctx);
          },
        },
        h('span', {}, copy.barcode ?? copy.id, copy.borrower && t('lend.with', { name: copy.borrower })),
        keptChip(ctx, copy) ?? chip(copy.state),
      ),
    ),
  );
}

/** The copy is with someone: it comes back, and below it may be lent on in the same step. */
function away(ctx) {
  const { copy, title } = ctx.local;
  const words = { title: title.title, name: copy.borrower ?? '' };
  const back = async () => {
    const answer = await ctx.act(`loans/${copy.loan}/return`, {}, { done: returned(ctx, title.id, title.title), noted: said('desk.back', words) });
    sound(answer?.ok ? 'ok' : 'bad');
    if (answer?.ok) ctx.back();
  };
  return h(
    'div',
    { class: 'card', key: 'away' },
    h('p', {}, t('lend.away', words)),
    h('div', { class: 'buttons' }, button(t('loan.return'), back, { kind: 'strong', key: 'return' })),
  );
}

/** Enter: the one whom the words mean, the next book where its barcode was scanned here, else a question. */
async function enter(ctx) {
  const { local } = ctx;
  const typed = local.form.values.borrower.trim();
  if (local.card || !typed) {
    await give(ctx);
    return;
  }
  const [answer, people] = await Promise.all([ctx.get('find', { q: typed }), ctx.get('cards', { q: typed })]);
  if (local.form.values.borrower.trim() !== typed) return;
  if (people.ok === false) {
    // Nobody was asked for: that is not the same as nobody found.
    ctx.tell(sentence(people), { bad: true });
    return;
  }
  const copy = answer.copies?.length === 1 ? answer.copies[0] : null;
  if (copy) {
    sound('already');
    Object.assign(local, { title: { id: copy.title, title: copy.title_name }, copy, copies: null, cards: null, hurdle: null, form: newForm({ borrower: '' }) });
    ctx.tell(t('lend.switched', { title: copy.title_name }), { mild: true });
    ctx.focus();
    return;
  }
  local.cards = people.items ?? [];
  if (local.cards.length === 1) {
    choose(ctx, local.cards[0]);
    return;
  }
  sound('bad');
  const text = t(local.cards.length ? 'lend.several' : 'lend.nobody', { n: local.cards.length, name: typed });
  local.form.error = { field: 'borrower', zh: text, en: text };
  ctx.focusWrong();
}

function borrower(ctx) {
  const { local } = ctx;
  return h(
    'div',
    { key: 'borrower' },
    field(ctx, local.form, 'borrower', t('lend.who'), {
      focus: true,
      hint: t('lend.who.hint'),
      oninput2: () => search(ctx),
    }),
    local.cards?.length
      ? section(
          t('lend.cards'),
          local.cards.map((card) =>
            h(
              'button',
              { type: 'button', class: 'row row-button', key: card.id, onclick: () => choose(ctx, card) },
              h('div', { class: 'row-body' }, h('strong', {}, card.name), h('span', { class: 'muted' }, cardLine(card))),
            ),
          ),
          { key: 'cards' },
        )
      : null,
  );
}

function choose(ctx, card) {
  Object.assign(ctx.local, { card, cards: null });
  preview(ctx);
}

function chosen(ctx, card) {
  const again = () => {
    Object.assign(ctx.local, { card: null, preview: null, hurdle: null });
    // What was said of one person is not said of the next.
    ctx.local.form.error = null;
    search(ctx);
  };
  return h(
    'div',
    { class: 'card card-person', key: 'chosen' },
    h('div', {}, h('strong', {}, card.name), h('p', { class: 'muted' }, cardLine(card))),
    button(t('lend.other'), again, { key: 'other' }),
  );
}

async function search(ctx) {
  const { local } = ctx;
  const asked = local.form.values.borrower.trim();
  ctx.redraw();
  if (!asked) {
    local.cards = null;
    return;
  }
  const answer = await ctx.get('cards', { q: asked });
  if (local.form.values.borrower.trim() !== asked) return;
  // Where nobody could be asked, nobody is said to be missing from the list.
  local.cards = answer.items ?? null;
  ctx.redraw();
}

async function preview(ctx) {
  const { local } = ctx;
  ctx.redraw();
  if (!local.copy || !local.card) return;
  const answer = await ctx.get('loans/preview', { title: ctx.local.title.id, copy: local.copy.id, card: local.card.id });
  local.preview = answer.state ?? null;
  ctx.redraw();
}

/** The limit is the house's rule, a kept copy another reader's; going beyond them is the keeper's own decision, made in view. */
function overruled(ctx) {
  const { hurdle } = ctx.local;
  if (!hurdle) return null;
  return h(
    'div',
    { class: 'card card-bad', role: 'alert', key: 'limit' },
    h('p', {}, sentence(hurdle)),
    hurdle.code === KEPT && why(ctx),
    h('div', { class: 'buttons' }, button(t('lend.anyway'), () => anyway(ctx), { kind: 'strong', key: 'anyway' })),
  );
}

const why = (ctx) => field(ctx, ctx.local.form, 'reason', t('lend.reason'), { hint: t('lend.reason.hint') });

function anyway(ctx) {
  const { form, hurdle } = ctx.local;
  if (hurdle.code === KEPT && !form.values.reason?.trim()) {
    form.error = { field: 'reason', zh: t('lend.reason.missing'), en: t('lend.reason.missing') };
    sound('bad');
    ctx.focusWrong();
    return null;
  }
  return give(ctx, hurdle.code === LIMIT);
}

/** The holds in a title's line, as the core says it. */
const holdsOf = (ctx, title) => ctx.lists.all('holds').filter((one) => one.title.id === title);

/** For whom all that is here of the title is kept; nobody where something is left for others. */
function allKept(ctx) {
  const kept = holdsOf(ctx, ctx.local.title.id).filter((one) => one.phase === 'ready');
  const here = (ctx.local.copies ?? []).filter((copy) => !copy.loan).length;
  return kept.length >= here ? kept : [];
}

/** Whether all that is here is kept for others than the chosen reader: the core decides it when the book is lent. */
function isKept(ctx) {
  const kept = allKept(ctx);
  return kept.length > 0 && !kept.some((one) => one.reader.id === ctx.local.card?.id);
}

/** Where every copy that is here is kept, "on the shelf" would be half of the truth. */
function keptChip(ctx, copy) {
  const kept = allKept(ctx);
  if (copy.loan || !kept.length) return null;
  const names = kept.map((one) => one.reader.name).join(t('list.comma'));
  return h('span', { class: 'chip chip-preview', key: 'kept' }, t('lend.kept', { name: names }));
}

async function give(ctx, exception = false) {
  const { local } = ctx;
  const typed = local.form.values.borrower.trim();
  if (!local.card && !typed) {
    local.form.error = { field: 'borrower', zh: t('lend.who.missing'), en: t('lend.who.missing') };
    ctx.focusWrong();
    return;
  }
  local.beyond ||= exception;
  const reason = local.form.values.reason ?? '';
  const words = { title: local.title.title, name: local.card?.name ?? typed };
  const borrower = local.card ? { card: local.card.id } : { name: typed, employer: '' };
  const out = local.copy?.loan;
  const path = out ? `loans/${out}/lend-on` : 'loans';
  const what = out ? {} : { title: local.title.id, copy: local.copy?.id ?? null };
  const answer = await ctx.act(path, { ...what, borrower, exception: local.beyond, reason }, { form: local.form, done: t('lend.done', words), noted: said('desk.lent', words) });
  sound(answer?.ok ? 'ok' : 'bad');
  if (answer?.ok) ctx.back();
  if (answer && [LIMIT, KEPT].includes(answer.code)) Object.assign(local, { hurdle: answer, form: Object.assign(local.form, { error: null }) });
  ctx.redraw();
}

const who = (one) => [one.reader.name, one.employer].filter(Boolean).join(t('middot'));
const holdRow = (ctx, one, ...lines) => rowButton(`hold-${one.id}`, () => ctx.go('hold', { id: one.id }), ...lines, h('span', {}, who(one)), chip(one.state));

/** What is said of a book that came back: also for whom it is to be kept. */
export function returned(ctx, title, name) {
  const next = holdsOf(ctx, title).find((one) => one.phase !== 'ready');
  return next ? t('desk.returned.kept', { title: name, name: next.reader.name }) : t('desk.returned', { title: name });
}

/** What is kept, as soon as the book is here: also where the hub has not said so yet. */
export function keptFor(ctx) {
  const kept = ctx.lists.all('holds').filter((one) => one.phase === 'ready');
  return kept.length ? section(t('desk.kept'), kept.map((one) => holdRow(ctx, one, h('strong', {}, t('desk.kept.for', { title: one.title.name, name: one.reader.name })))), { key: 'kept' }) : null;
}

/** Who asks for one title, the first of them first. */
function lineOf(ctx, title) {
  const line = holdsOf(ctx, title);
  return line.length ? section(t('hold.line', { n: line.length }), line.map((one) => holdRow(ctx, one)), { key: 'line' }) : null;
}

const held = {
  title: () => t('hold.title'),
  draw(ctx) {
    const one = ctx.lists.one('holds', ctx.params.id);
    if (!one) return h('p', { class: 'empty' }, t('gone'));
    const form = (ctx.local.form ??= newForm({ reason: '' }));
    const lend = () => ctx.replace('lend', { title: { id: one.title.id, title: one.title.name }, card: { id: one.reader.id, name: one.reader.name, employer: one.employer } });
    const cancel = async (event) => {
      event.preventDefault();
      const answer = await ctx.act('do', { intent: 'cancel-hold', hold: one.id, reason: form.values.reason }, { form, done: t('hold.cancelled') });
      if (answer?.ok) ctx.back();
    };
    return h(
      'form',
      { onsubmit: cancel, novalidate: true },
      h('h3', { class: 'thing-title' }, t('book.named', { title: one.title.name })),
      h('div', { class: 'card', key: 'state' }, stateOf(one.state)),
      h('dl', { class: 'facts' }, fact(t('loan.borrower'), one.reader.name), one.employer && fact(t('loan.employer'), one.employer)),
      one.phase === 'ready' && button(t('hold.lend'), lend, { kind: 'main', key: 'lend-held' }),
      field(ctx, form, 'reason', t('hold.reason'), { hint: t('hold.reason.hint') }),
      formError(form, ['reason']),
      button(t('hold.cancel'), null, { type: 'submit', key: 'cancel-hold', busy: form.busy }),
      historyLink(ctx, one.id, one.title.name),
    );
  },
};

export const keeperLend = { lend, hold: held };
