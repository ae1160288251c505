// The house's catalogue on the member's phone: browse 4,000 titles, or find one of them.

import { h, widget } from './dom.js';
import { BlockList } from './vlist.js';
import { asking, button, chip, fact, rowButton, stateOf } from './ui.js';
import { lang, t } from './i18n.js';

const books = {
  title: () => t('books.title'),
  draw(ctx) {
    const houses = ctx.lists.all('houses');
    const out = ctx.lists.all('loans').filter((loan) => loan.phase !== 'returned').length;
    if (!houses.length) return h('p', { class: 'empty' }, t('books.nohouse'));
    const house = houses.find((one) => one.id === ctx.local.house) ?? houses.find((one) => one.followed) ?? houses[0];
    return h(
      'div',
      {},
      button(t('books.loans', { n: out }), () => ctx.go('loans'), { key: 'loans', kind: 'wide', sign: 'book' }),
      houses.length > 1 &&
        h(
          'div',
          { class: 'choices', key: 'houses', role: 'group', 'aria-label': t('books.house') },
          houses.map((one) =>
            h('button', { type: 'button', class: 'choice', key: one.id, 'aria-pressed': one === house, onclick: () => pick(ctx, one.id) }, one.name),
          ),
        ),
      houses.length === 1 && h('h3', { class: 'thing-title', key: 'house' }, house.name),
      [house.address, house.hours].some(Boolean) && h('p', { class: 'muted', key: 'where' }, [house.address, house.hours].filter(Boolean).join(t('middot'))),
      house.followed
        ? catalogue(ctx, house, (title) => ctx.go('title', { house: house.id, item: title }))
        : h('div', { class: 'card', key: 'follow' }, h('p', {}, t('books.follow.line')), button(t('books.follow'), () => ctx.act(`houses/${house.id}/follow`, { follow: true }, { done: t('books.followed') }), { kind: 'main', key: 'follow' })),
    );
  },
};

function pick(ctx, id) {
  ctx.local.house = id;
  ctx.local.total = undefined;
  ctx.redraw();
}

/** A search field over the whole catalogue, and the titles under it. Used by the keeper too. */
export function catalogue(ctx, house, open) {
  const { local } = ctx;
  local.query ??= '';
  const search = `${house.id}|${local.query}|${house.revision}`;
  if (local.asked !== search) {
    local.asked = search;
    count(ctx, house, search);
  }
  // Nothing can be said to be missing from a catalogue that is not here.
  const coming = local.total === 0 && house.revision === 0;
  return h(
    'div',
    { class: 'catalogue', key: `catalogue-${house.id}` },
    h(
      'div',
      { class: 'field', key: 'search' },
      h('label', { for: `search-${ctx.n}` }, t('books.find')),
      h('input', {
        id: `search-${ctx.n}`,
        key: 'q',
        type: 'search',
        value: local.query,
        'aria-describedby': `search-hint-${ctx.n}`,
        autocomplete: 'off',
        oninput: (event) => {
          local.query = event.target.value;
          ctx.redraw();
        },
      }),
      h('p', { class: 'hint', id: `search-hint-${ctx.n}` }, t('books.find.hint')),
    ),
    h('p', { class: 'muted', role: 'status', key: 'count' }, local.total === undefined ? t('loading') : coming ? t('books.empty') : t(local.query.trim() ? 'books.found' : 'books.all', { n: local.total, house: house.name })),
    local.total === 0 && !coming && h('p', { class: 'empty', key: 'none' }, t(/^[\dxX\s-]{4,}$/u.test(local.query.trim()) ? 'books.none.number' : 'books.none')),
    local.total > 0 &&
      widget(BlockList, `list-${house.id}`, {
        query: local.shownQuery,
        revision: `${house.revision}|${lang}`,
        total: local.total,
        rem: 6,
        load: async (from, n) => (await ctx.get('titles', { house: house.id, q: local.query.trim(), from, count: n })).items,
        draw: (item) => rowButton(item.id, () => open(item), h('strong', {}, fullTitle(item)), h('span', { class: 'muted' }, byline(item)), chip(item.state)),
      }),
  );
}

async function count(ctx, house, search) {
  const { local } = ctx;
  const answer = await ctx.get('titles', { house: house.id, q: local.query.trim(), from: 0, count: 0 });
  if (local.asked !== search) return;
  local.total = answer.total ?? 0;
  local.shownQuery = `${house.id}|${local.query.trim()}`;
  ctx.redraw();
}

/** The title with its volume. */
export const fullTitle = (item) => [item.title, item.volume].filter(Boolean).join(' ');

/** Author, publisher, year: what there is of it. */
export const byline = (item) => [item.author, item.publisher, item.year].filter(Boolean).join(t('middot'));

const title = {
  title: () => t('title.title'),
  draw(ctx) {
    const { local, params } = ctx;
    // A keeper may correct it, lend it or take it back meanwhile.
    const { revision } = ctx.lists.one('houses', params.house) ?? {};
    if (local.revision !== revision) {
      local.revision = revision;
      again(ctx);
    }
    const item = local.item ?? params.item;
    return h(
      'div',
      {},
      h('h3', { class: 'thing-title' }, t('book.named', { title: fullTitle(item) })),
      h('div', { class: 'card', key: 'copies' }, chip(item.state)),
      hold(ctx, item),
      h(
        'dl',
        { class: 'facts' },
        fact(t('title.author'), item.author),
        fact(t('title.publisher'), item.publisher),
        fact(t('title.year'), item.year && String(item.year)),
        item.isbn && fact('ISBN', item.isbn),
        item.clc && fact(t('title.clc'), item.clc),
        item.copies && fact(t('title.copies'), String(item.copies)),
      ),
    );
  },
};

async function again(ctx) {
  const item = await ctx.get(`titles/${ctx.params.item.id}`);
  if (item.id) ctx.local.item = item;
  ctx.redraw();
}

/** Asking for a book that is out or elsewhere; where one asked, how that stands. */
function hold(ctx, item) {
  const mine = ctx.lists.all('holds').find((one) => one.title.id === item.id);
  const live = mine && mine.phase !== 'ended';
  const place = () => ctx.act('do', { intent: 'place-hold', title: item.id }, { done: t('hold.placed') });
  if (!live && !item.can_hold) return h('p', { class: 'hint', key: 'how' }, t('title.how'));
  return h('div', { class: 'card', key: 'hold' }, mine && stateOf(mine.state), live ? unhold(ctx, mine) : button(t('hold.place'), place, { kind: 'main', key: 'place-hold' }));
}

/** The reader's own word ends a hold; the book goes to the next. */
export const unhold = (ctx, one) =>
  asking(ctx, `unhold-${one.id}`, {
    label: t('hold.cancel'),
    question: t('hold.cancel.ask'),
    yes: t('hold.cancel'),
    act: () => ctx.act('do', { intent: 'cancel-hold', hold: one.id }, { done: t('hold.cancelled') }),
  });

export const memberBooks = { books, title };
