// A catalogue from a CSV file: progress that can be stopped, good rows kept, each bad row named.

import { h, icon } from './dom.js';
import { say, t } from './i18n.js';
import { asking, button, formError, meter, newForm, section, sentence } from './ui.js';

/** Nobody reads more than this on a phone; the rest shows up at the next import. */
const SHOWN = 100;

const importing = {
  title: () => t('import.title'),
  draw(ctx) {
    const { local } = ctx;
    local.form ??= newForm();
    const jobs = ctx.lists.all('imports');
    const running = jobs.some((job) => job.phase === 'reading' || job.phase === 'writing');
    return h(
      'div',
      {},
      h('p', { class: 'lead' }, t('import.line')),
      h(
        'label',
        { class: running ? 'file file-busy' : 'file', key: 'file' },
        h('span', { class: 'button button-main' }, t('import.choose')),
        h('input', {
          type: 'file',
          accept: '.csv,text/csv',
          disabled: running,
          class: 'file-input',
          'data-focus': '',
          onchange: (event) => send(ctx, event.target),
        }),
        h('span', { class: 'hint' }, t('import.columns')),
      ),
      formError(local.form, []),
      section(t('import.results'), jobs.map((job) => result(ctx, job)), { key: 'results', empty: t('import.empty') }),
    );
  },
};

async function send(ctx, input) {
  const [file] = input.files;
  if (!file) return;
  await ctx.act(`imports?${new URLSearchParams({ name: file.name })}`, file, { form: ctx.local.form });
  // The same file can be chosen again: it changes nothing, and the result says so.
  input.value = '';
}

function result(ctx, job) {
  const busy = job.phase === 'reading' || job.phase === 'writing';
  const nothing = job.phase === 'done' && job.imported + job.changed === 0 && !job.bad.length;
  const text = job.error ? sentence(job.error) : t(nothing ? 'import.done.nothing' : `import.${job.phase}`, { done: job.done, total: job.total });
  return h(
    'article',
    { class: 'card', key: job.id },
    h('h4', { class: 'card-title' }, job.name),
    h('p', { role: 'status', key: 'text', class: job.error ? 'field-error' : null }, job.error && icon('alert'), h('span', {}, text)),
    busy && meter(text, job.done, job.total),
    busy && button(t('import.stop'), () => ctx.act(`imports/${job.id}/stop`, {}, { done: t('import.stopping') }), { key: 'stop' }),
    job.phase === 'done' && figures(job),
    rows(job.bad, 'bad'),
    rows(job.remarks, 'remarks'),
    job.can_correct && correcting(ctx, job),
  );
}

/** What the keeper has written is kept unless the keeper has seen what differs and says so. */
const correcting = (ctx, job) =>
  asking(ctx, `correct-${job.id}`, {
    label: t('import.correct'),
    question: t('import.correct.ask'),
    yes: t('import.correct.yes'),
    act: () => ctx.act(`imports/${job.id}/correct`, {}, { done: t('import.correcting') }),
  });

/** A line may have several problems. */
const linesOf = (problems) => new Set(problems.map((one) => one.line)).size;

function figures(job) {
  const figure = (key, n) => h('div', { class: 'figure', key }, h('dt', {}, t(key)), h('dd', {}, String(n)));
  return h('dl', { class: 'figures', key: 'figures' }, figure('import.new', job.imported), figure('import.changed', job.changed), figure('import.unchanged', job.unchanged), figure('import.bad', linesOf(job.bad)));
}

/** Lines with their reason: those that were left out, or those that were taken with a remark. */
function rows(list, kind) {
  if (!list?.length) return null;
  return h(
    'details',
    { key: kind, class: 'bad-rows' },
    h('summary', {}, t(`import.${kind}.rows`, { n: kind === 'bad' ? linesOf(list) : list.length })),
    h('p', { class: 'hint' }, t(`import.${kind}.hint`)),
    h(
      'ul',
      {},
      list.slice(0, SHOWN).map((one, i) =>
        h(
          'li',
          { key: `${one.line}-${i}` },
          h('strong', {}, t('import.at', { line: one.line, field: one.field })),
          h('span', {}, say(one, 'reason')),
          one.value && h('q', { class: 'kept' }, one.value),
        ),
      ),
      list.length > SHOWN && h('li', { key: 'more' }, t('import.more', { n: list.length - SHOWN })),
    ),
  );
}

export const keeperImport = { import: importing };
