// An event in one minute: what, where, when, how many, and from when to when one can sign up.

import { given, inputs, names, typed } from './event-fields.js';
import { h } from './dom.js';
import { t } from './i18n.js';
import { button, formError, newForm } from './ui.js';

const HOUR = 3600000;
const DAY = 24 * HOUR;

/** Saturday in a week at 09:00, sign-up from now until three days before. */
function proposal(now) {
  const china = 8 * HOUR;
  const today = Math.floor((now + china) / DAY);
  const saturday = today + 7 + ((6 - ((today + 7 + 4) % 7) + 7) % 7);
  const starts = saturday * DAY - china + 9 * HOUR;
  return { starts, capacity: 20, opens: now, closes: starts - 3 * DAY };
}

const edit = {
  keepsForm: true,
  title: (ctx) => t(ctx.params.id ? 'form.edit' : 'form.new'),
  draw(ctx) {
    const { local, params } = ctx;
    const one = params.id ? ctx.lists.one('events', params.id) : null;
    local.form ??= newForm(typed(one ?? proposal(Date.now())));
    const { form } = local;
    const draftable = !one || one.phase === 'draft';
    return h(
      'form',
      { onsubmit: (event) => (event.preventDefault(), keep(ctx, draftable)), novalidate: true },
      formError(form, names),
      inputs(ctx, form, one),
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

async function keep(ctx, publish) {
  const { form } = ctx.local;
  const path = ctx.params.id ? `events/${ctx.params.id}` : 'events';
  const answer = await ctx.act(path, { ...given(form.values), publish }, { form, done: t(publish ? 'org.published' : 'form.kept') });
  if (!answer?.ok) return;
  if (ctx.params.id || !answer.record) ctx.back();
  else ctx.replace('roster', { id: answer.record });
}

export const organiserForm = { edit };
