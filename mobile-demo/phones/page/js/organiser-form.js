// An event in one minute: from a template or an earlier one; what, where, when, how many, and until when to sign up.

import { conditions, given, inputs, names, typed } from './event-fields.js';
import { questions } from './event-questions.js';
import { h } from './dom.js';
import { lang, t } from './i18n.js';
import { button, choices, field, formError, newForm } from './ui.js';

const edit = {
  keepsForm: true,
  title: (ctx) => t(ctx.params.id ? 'form.edit' : 'form.new'),
  draw(ctx) {
    const { local, params } = ctx;
    const one = params.id ? ctx.lists.one('events', params.id) : null;
    if (one) local.form ??= newForm(typed(one));
    else begin(ctx);
    const { form } = local;
    if (!form) return h('p', { class: 'empty' }, t('loading'));
    const draftable = !one || one.phase === 'draft';
    return h(
      'form',
      { onsubmit: (event) => (event.preventDefault(), keep(ctx, draftable)), novalidate: true },
      formError(form, [...names, 'times', 'waiver', ...Object.keys(form.values)]),
      !one && !params.again && templates(ctx),
      inputs(ctx, form, one),
      !one && field(ctx, form, 'times', t('form.times'), { inputmode: 'numeric', hint: t('form.times.hint') }),
      conditions(ctx, form),
      questions(ctx, form),
      h(
        'div',
        { class: 'buttons' },
        button(t(draftable ? 'form.publish' : 'save'), null, { kind: 'main', type: 'submit', busy: form.busy }),
        draftable && button(t('form.draft'), () => keep(ctx, false), { key: 'draft' }),
      ),
      h('p', { class: 'hint' }, t('form.line')),
    );
  },
};

/** What a new event begins with: the core knows the templates, and the next date of an earlier event. */
async function begin(ctx) {
  const { local, params } = ctx;
  if (local.asked) return;
  local.asked = true;
  const answer = params.again ? await ctx.get(`events/${params.again}/again`) : await ctx.get('event-templates', { language: lang });
  local.templates = answer.items ?? [];
  const draft = answer.draft ?? answer.items?.[0]?.draft ?? {};
  if (!local.form) return fill(ctx, draft, 'blank');
  // What was written by half before a reload stays as it is.
  local.offered = typed(draft);
  local.template = 'blank';
  ctx.redraw();
}

/** Takes a template's values, but for those that were typed already. */
function fill(ctx, draft, code) {
  const { local } = ctx;
  const before = local.form;
  const values = typed(draft);
  if (before) for (const [name, value] of Object.entries(before.values)) if (value !== (local.offered?.[name] ?? '')) values[name] = value;
  local.offered = typed(draft);
  local.template = code;
  if (before) Object.assign(before, { values, error: null, turn: before.turn + 1 });
  else local.form = newForm(values);
  ctx.redraw();
}

const templates = (ctx) =>
  choices(
    t('form.template'),
    (ctx.local.templates ?? []).map((one) => [one.code, (lang === 'zh' ? one.name_zh : one.name_en) || t('form.template.blank')]),
    ctx.local.template,
    (code) => fill(ctx, ctx.local.templates.find((one) => one.code === code).draft, code),
  );

async function keep(ctx, publish) {
  const { form } = ctx.local;
  const path = ctx.params.id ? `events/${ctx.params.id}` : 'events';
  const times = form.values.times?.trim();
  const answer = await ctx.act(path, { ...given(form.values), ...(times && { times }), publish }, { form, done: t(publish ? 'org.published' : 'form.kept') });
  if (!answer?.ok) return;
  if (ctx.params.id || !answer.record) ctx.back();
  else ctx.replace('roster', { id: answer.record });
}

export const organiserForm = { edit };
