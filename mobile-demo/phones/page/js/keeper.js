// The keeper's phone: a scan field first, below it what just happened, then what is out.

import { h, icon } from './dom.js';
import { civil, said, say, t, told, when } from './i18n.js';
import { sound } from './sound.js';
import { button, chip, choices, fact, rowButton, section, sentence, stateOf } from './ui.js';
import { attentionCards, cardLine, common, daysLine, dueLine, historyLink, noticeCards } from './common.js';
import { byline, catalogue, fullTitle } from './member-books.js';
import { keeperBook } from './keeper-book.js';
import { keeperDay } from './keeper-day.js';
import { keeperLend, keptFor, returned } from './keeper-lend.js';
import { keeperImport } from './keeper-import.js';
import { memberEvents } from './member-events.js';

const FIND_WAIT_MS = 120;

const desk = {
  inlineNote: true,
  title: () => t('desk.title'),
  draw(ctx) {
    const { local } = ctx;
    local.query ??= '';
    local.turn ??= 0;
    return h(
      'div',
      {},
      h(
        'form',
        { key: 'scan', class: 'scan', onsubmit: (event) => (event.preventDefault(), enter(ctx)) },
        h('label', { for: `scan-${ctx.n}` }, t('desk.scan')),
        h('input', {
          id: `scan-${ctx.n}`,
          key: `scan-${local.turn}`,
          'data-focus': '',
          type: 'search',
          enterkeyhint: 'go',
          autocomplete: 'off',
          value: local.query,
          'aria-describedby': `scan-hint-${ctx.n}`,
          oninput: (event) => {
            local.query = event.target.value;
            clearTimeout(local.timer);
            local.timer = setTimeout(() => find(ctx), FIND_WAIT_MS);
          },
        }),
        h('p', { class: 'hint', id: `scan-hint-${ctx.n}` }, t('desk.scan.hint')),
      ),
      reader(ctx),
      ctx.noteView(),
      attentionCards(ctx),
      disputes(ctx),
      keptFor(ctx),
      noticeCards(ctx),
      local.query.trim() && local.found ? results(ctx) : null,
      section(
        t('desk.recent'),
        ctx.recent.map((one) =>
          rowButton(`${one.record}-${one.at_ms}`, () => ctx.go('loan', { id: one.record }), h('span', { class: 'muted' }, when(one.at_ms)), h('span', {}, told(one)), chip(ctx.lists.one('loans', one.record)?.state)),
        ),
        { key: 'recent', empty: t('desk.recent.empty') },
      ),
    );
  },
};

/** What two keepers cannot both be right about: one tap says how it was, and can be taken back. */
const disputes = (ctx) =>
  ctx.lists.all('cards').map((card) =>
    h(
      'article',
      { class: 'card card-bad', key: `settle-${card.id}` },
      card.title && h('h3', { class: 'card-title' }, t('book.named', { title: card.title })),
      h('p', { class: 'muted' }, t('copy.named', { barcode: card.copy })),
      stateOf(card.state),
      h('div', { class: 'buttons' }, card.choices.map((one) => button(say(one), () => ctx.act('lending-cards/settle', { choice: one.choice }, { done: t('desk.settled') }), { key: one.choice }))),
    ),
  );

/** Whose pile of books this is: with a reader chosen, each scan lends at once. */
function reader(ctx) {
  const { reader: card } = ctx.local;
  if (!card) return null;
  const done = () => {
    ctx.local.reader = null;
    clear(ctx);
  };
  return h(
    'div',
    { class: 'card card-person', key: 'reader' },
    h('div', {}, h('p', { class: 'muted' }, t('desk.reader')), h('strong', {}, card.name), h('p', { class: 'muted' }, cardLine(card))),
    button(t('desk.reader.done'), done, { key: 'reader-done' }),
  );
}

function choose(ctx, card) {
  ctx.local.reader = card;
  clear(ctx);
}

async function find(ctx) {
  const { local } = ctx;
  const asked = local.query.trim();
  if (!asked) {
    local.found = null;
    ctx.redraw();
    return null;
  }
  const [answer, people] = await Promise.all([ctx.get('find', { q: asked }), ctx.get('cards', { q: asked })]);
  if (local.query.trim() !== asked) return null;
  if (answer.ok === false) {
    // Nothing was asked: that is not the same as nothing found.
    local.found = null;
    ctx.tell(sentence(answer), { bad: true });
    return null;
  }
  const cards = people.items ?? [];
  local.found = { copies: answer.copies ?? [], titles: answer.titles ?? [], total: answer.total, cards, loans: openLoansOf(ctx, asked, cards) };
  ctx.redraw();
  return local.found;
}

/** Open loans of a person of that name, or of whoever a card was found for: the keeper knows the face before the book. */
function openLoansOf(ctx, name, cards) {
  const names = new Set(cards.map((card) => card.name));
  return ctx.lists.all('loans').filter((one) => one.phase !== 'returned' && (one.borrower.includes(name) || names.has(one.borrower)));
}

function clear(ctx) {
  Object.assign(ctx.local, { query: '', found: null, turn: ctx.local.turn + 1 });
  ctx.redraw();
  setTimeout(() => ctx.root.querySelector('.phone-main [data-focus]')?.focus({ preventScroll: true }), 50);
}

/** The next scan replaces what was not found instead of growing it. */
const selectAll = (ctx) => ctx.root.querySelector('.scan input')?.select();

/** A scanner types a number and Enter: one copy that is out comes back at once, one that is in goes to lending. */
async function enter(ctx) {
  clearTimeout(ctx.local.timer);
  const found = await find(ctx);
  if (!found) return;
  const { copies, titles, cards, loans: open } = found;
  if (copies.length === 1) {
    await takeCopy(ctx, copies[0]);
  } else if (copies.length) {
    sound('already');
    selectAll(ctx);
  } else if (titles.length === 1 && !cards.length) {
    lend(ctx, { title: titles[0] });
  } else if (cards.length === 1 && !titles.length) {
    choose(ctx, cards[0]);
  } else if (!titles.length && !cards.length && !open.length) {
    sound('bad');
    ctx.tell(t('desk.nothing', { q: ctx.local.query.trim() }), { bad: true });
    selectAll(ctx);
  }
}

async function takeCopy(ctx, copy) {
  const { reader: card } = ctx.local;
  const title = { id: copy.title, title: copy.title_name };
  if (!copy.loan && !card) {
    lend(ctx, { title, copy });
    return;
  }
  if (!copy.loan) {
    await lendTo(ctx, card, copy);
    return;
  }
  if (card && copy.borrower === card.name) {
    sound('already');
    ctx.tell(t('desk.already', { title: copy.title_name, name: card.name }), { mild: true });
    clear(ctx);
    return;
  }
  if (card) {
    // The book of someone else in this reader's hand: first back, then out.
    lend(ctx, { title, copy, card });
    return;
  }
  const answer = await ctx.act(`loans/${copy.loan}/return`, {}, { done: returned(ctx, copy.title, copy.title_name), noted: said('desk.back', { title: copy.title_name, name: copy.borrower ?? '' }) });
  sound(answer?.ok ? 'ok' : 'bad');
  if (answer?.ok) clear(ctx);
  else selectAll(ctx);
}

/** The next book of a reader's pile; what stands in the way is settled on the lending screen. */
async function lendTo(ctx, card, copy) {
  const words = { title: copy.title_name, name: card.name };
  const body = { title: copy.title, copy: copy.id, borrower: { card: card.id }, exception: false };
  const answer = await ctx.act('loans', body, { done: t('lend.done', words), noted: said('desk.lent', words) });
  sound(answer?.ok ? 'ok' : 'bad');
  if (answer?.ok) clear(ctx);
  else if (answer) lend(ctx, { title: { id: copy.title, title: copy.title_name }, copy, card });
}

function lend(ctx, params) {
  clear(ctx);
  ctx.go('lend', params);
}

function results(ctx) {
  const { copies, titles, cards, total, loans: open } = ctx.local.found;
  const rows = [
    ...copies.map((copy) =>
      rowButton(
        `c${copy.id}`,
        () => takeCopy(ctx, copy),
        h('strong', {}, copy.title_name),
        h('span', { class: 'muted' }, t('copy.named', { barcode: copy.barcode ?? copy.id })),
        h('span', { class: 'row-do' }, copy.loan ? t('desk.do.return', { name: copy.borrower ?? '' }) : t('desk.do.lend')),
      ),
    ),
    ...cards.map((card) => rowButton(`p${card.id}`, () => choose(ctx, card), h('strong', {}, icon('person'), ' ', card.name), h('span', { class: 'muted' }, cardLine(card)), h('span', { class: 'row-do' }, t('desk.do.reader')))),
    ...titles.map((title) => rowButton(`t${title.id}`, () => lend(ctx, { title }), h('strong', {}, fullTitle(title)), h('span', { class: 'muted' }, byline(title)), chip(title.state))),
    ...open.map((one) => rowButton(`l${one.id}`, () => ctx.go('loan', { id: one.id }), h('strong', {}, one.borrower), h('span', {}, t('book.named', { title: one.title })), chip(one.state))),
  ];
  const more = (total ?? titles.length) - titles.length;
  return section(t(more > 0 ? 'desk.found.more' : 'desk.found', { n: rows.length, all: rows.length + more }), rows, { key: 'found', empty: t('desk.found.empty', { q: ctx.local.query.trim() }) });
}

const BUCKETS = ['out', 'due', 'overdue'];

const loans = {
  title: () => t('keeper.loans'),
  draw(ctx) {
    const all = ctx.lists.all('loans').filter((one) => one.phase !== 'returned');
    const inBucket = { out: all, due: all.filter((one) => one.phase === 'due'), overdue: all.filter((one) => one.phase === 'overdue') };
    const current = ctx.local.bucket ?? 'out';
    return h(
      'div',
      {},
      choices(
        t('keeper.loans'),
        BUCKETS.map((id) => [id, t(`keeper.${id}`), inBucket[id].length]),
        current,
        (id) => {
          ctx.local.bucket = id;
          ctx.redraw();
        },
      ),
      section(
        t(`keeper.${current}`),
        inBucket[current].map((one) =>
          rowButton(
            one.id,
            () => ctx.go('loan', { id: one.id }),
            h('strong', {}, t('book.named', { title: one.title })),
            h('span', {}, [one.borrower, one.employer].filter(Boolean).join(t('middot'))),
            dueLine(one),
          ),
        ),
        { key: current, quiet: true, empty: t(`keeper.${current}.empty`) },
      ),
    );
  },
};

const loan = {
  title: () => t('loan.title'),
  draw(ctx) {
    const one = ctx.lists.one('loans', ctx.params.id);
    if (!one) return h('p', { class: 'empty' }, t('gone'));
    const out = one.phase !== 'returned';
    const back = async () => {
      const answer = await ctx.act(`loans/${one.id}/return`, {}, { done: t('desk.returned', { title: one.title }), noted: said('desk.back', { title: one.title, name: one.borrower }) });
      if (answer?.ok) ctx.back();
    };
    return h(
      'div',
      {},
      h('h3', { class: 'thing-title' }, t('book.named', { title: one.title })),
      h('div', { class: 'card', key: 'due' }, out && h('p', { class: 'big' }, civil(one.due)), out && one.due && h('p', {}, daysLine(one.due)), stateOf(one.state)),
      h(
        'dl',
        { class: 'facts' },
        fact(t('loan.borrower'), one.borrower),
        one.employer && fact(t('loan.employer'), one.employer),
        fact(t('loan.copy'), one.copy),
        fact(t('loan.lent'), when(one.lent_ms)),
      ),
      out &&
        h(
          'div',
          { class: 'buttons', key: 'do' },
          button(t('loan.return'), back, { kind: 'main', key: 'return' }),
          one.can_renew && button(t('loan.renew'), () => ctx.act(`loans/${one.id}/renew`, {}, { done: t('loan.renewed'), noted: said('desk.renewed', { title: one.title, name: one.borrower }) }), { key: 'renew' }),
        ),
      historyLink(ctx, one.id, one.title),
    );
  },
};

const books = {
  title: () => t('keeper.books'),
  draw(ctx) {
    const house = ctx.lists.all('houses').find((one) => one.keeps);
    if (!house) return h('p', { class: 'empty' }, t('loading'));
    return h(
      'div',
      {},
      h('div', { class: 'buttons', key: 'do' }, button(t('book.add'), () => ctx.go('book'), { sign: 'plus', key: 'add' }), button(t('day.title'), () => ctx.go('day'), { key: 'day' })),
      catalogue(ctx, house, (title) => ctx.go('lend', { title })),
    );
  },
};

export const keeper = {
  tabs: [
    ['desk', 'tab.desk', 'scan'],
    ['loans', 'tab.loans', 'list'],
    ['books', 'tab.catalogue', 'book'],
    ['import', 'tab.import', 'import'],
    ['events', 'tab.events', 'event'],
  ],
  screens: { desk, loans, loan, books, ...keeperLend, ...keeperBook, ...keeperDay, ...keeperImport, ...memberEvents, ...common },
};
