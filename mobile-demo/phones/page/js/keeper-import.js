// A catalogue from a CSV file: progress that can be stopped, good rows kept, each bad row named.

import { h } from './dom.js';
import { say, t } from './i18n.js';
import { button, formError, meter, newForm, section } from './ui.js';

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
  return h(
    'article',
    { class: 'card', key: job.id },
    h('h4', { class: 'card-title' }, job.name),
    h('p', { role: 'status', key: 'text' }, say(job)),
    busy && meter(say(job), job.done, job.total),
    busy && button(t('import.stop'), () => ctx.act(`imports/${job.id}/stop`, {}), { key: 'stop' }),
    job.phase === 'done' && figures(job),
    job.bad?.length ? badRows(job) : null,
  );
}

function figures(job) {
  const figure = (key, n) => h('div', { class: 'figure', key }, h('dt', {}, t(key)), h('dd', {}, String(n)));
  return h('dl', { class: 'figures', key: 'figures' }, figure('import.new', job.imported), figure('import.changed', job.changed), figure('import.unchanged', job.unchanged), figure('import.bad', job.bad_count));
}

function badRows(job) {
  return h(
    'details',
    { key: 'bad', class: 'bad-rows' },
    h('summary', {}, t('import.bad.rows', { n: job.bad_count })),
    h('p', { class: 'hint' }, t('import.bad.hint')),
    h(
      'ul',
      {},
      job.bad.map((bad) =>
        h(
          'li',
          { key: `${bad.line}-${bad.field}` },
          h('strong', {}, t('import.at', { line: bad.line, field: say(bad, 'field') })),
          h('span', {}, say(bad, 'reason')),
          bad.value && h('q', { class: 'kept' }, bad.value),
        ),
      ),
      job.bad_count > job.bad.length && h('li', { key: 'more' }, t('import.more', { n: job.bad_count - job.bad.length })),
    ),
  );
}

export const keeperImport = { import: importing };
