// One book by hand, new or corrected: each field once, in the order in which a keeper reads them off the book.

import { h } from './dom.js';
import { t, say } from './i18n.js';
import { sound } from './sound.js';
import { button, field, formError, newForm } from './ui.js';

/** `edit`: what is said beside the field where a book is corrected. */
const FIELDS = [
  { name: 'title', label: 'title.name', focus: true },
  { name: 'author', label: 'title.author' },
  { name: 'isbn', label: 'title.isbn', hint: 'book.isbn.hint', inputmode: 'numeric' },
  { name: 'barcodes', label: 'book.barcodes', hint: 'book.barcodes.hint', edit: 'book.barcodes.edit.hint' },
  { name: 'copies', label: 'title.copies', hint: 'book.copies.hint', edit: 'book.edit.copies.hint', inputmode: 'numeric' },
  { name: 'volume', label: 'key.volume' },
  { name: 'publisher', label: 'title.publisher' },
  { name: 'year', label: 'title.year', hint: 'book.year.hint', inputmode: 'numeric' },
  { name: 'clc', label: 'title.clc' },
];

/** Numbers travel as typed; an empty one is none. */
const NUMBERS = new Set(['year', 'copies']);

const book = {
  title: (ctx) => t(ctx.params.id ? 'book.edit' : 'book.add'),
  draw(ctx) {
    const { local, params } = ctx;
    if (params.id && !local.form && !local.asked) load(ctx);
    if (!params.id) local.form ??= newForm({});
    const { form } = local;
    if (!form) return h('p', { class: 'empty' }, local.missing ? t('gone') : t('loading'));
    return h(
      'form',
      { onsubmit: (event) => (event.preventDefault(), keep(ctx)), novalidate: true },
      formError(form, FIELDS.map((one) => one.name)),
      FIELDS.map(({ name, label, hint, edit, ...input }) => {
        const beside = (params.id && edit) || hint;
        return field(ctx, form, name, t(label), { ...input, hint: beside && t(beside) });
      }),
      h('div', { class: 'buttons' }, button(t(params.id ? 'save' : 'book.add.do'), null, { kind: 'main', type: 'submit', busy: form.busy })),
    );
  },
};

async function load(ctx) {
  ctx.local.asked = true;
  const said = await ctx.get(`titles/${ctx.params.id}/form`);
  if (said.ok === false) ctx.local.missing = true;
  else ctx.local.form = newForm(Object.fromEntries(FIELDS.map(({ name }) => [name, String(said[name] ?? '')])));
  ctx.focus();
}

async function keep(ctx) {
  const { local, params } = ctx;
  const value = ({ name }) => {
    const typed = local.form.values[name] ?? '';
    return [name, NUMBERS.has(name) ? typed.trim() || null : typed];
  };
  const body = Object.fromEntries(FIELDS.map(value));
  const answer = await ctx.act(params.id ? `titles/${params.id}` : 'titles', body, { form: local.form, done: params.id ? t('form.kept') : '' });
  if (!answer?.ok) return;
  sound('ok');
  if (answer.report) told(ctx, answer.report, body.title.trim());
  ctx.back();
}

/** What became of the book, by the rules of a list with one row. */
function told(ctx, { imported, changed, copies, remarks }, title) {
  const text = t(imported ? 'book.added' : changed ? 'book.more' : 'book.same', { title, n: copies });
  // Where the book was known already, or the barcode is on another one, the keeper should look.
  ctx.tell([text, ...remarks.map((one) => say(one, 'reason'))].join(t('sentence.gap')), { mild: remarks.length > 0 });
}

export const keeperBook = { book };
