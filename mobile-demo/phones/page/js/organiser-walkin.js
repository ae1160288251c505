// Someone at the door who did not sign up: first a look whether the name stands on the list.

import { h } from './dom.js';
import { button, field, formError, newForm, sentence } from './ui.js';
import { t } from './i18n.js';
import { gateOf } from './organiser-door.js';

/** The core knows one who came already by name and employer. */
const HERE = 'already-here';

export function walkIn(ctx, one) {
  const { local } = ctx;
  const { form } = local;
  const typed = () => (form.values.name ?? '').trim();
  const add = async (another) => {
    const body = { name: typed(), employer: form.values.employer ?? '', another };
    const answer = await ctx.act(`events/${one.id}/walk-ins`, body, { form, done: t('org.walkin.done', { name: typed() }) });
    if (answer?.ok) close(ctx);
  };
  const ask = async (event) => {
    event.preventDefault();
    local.namesakes = await expected(ctx, one, typed());
    if (local.namesakes.length) ctx.focus();
    else add(false);
  };
  const known = local.namesakes?.length && typed() === local.asked ? local.namesakes : [];
  return h(
    'form',
    { class: 'card', key: 'walkin-form', onsubmit: ask, novalidate: true },
    form.error?.code === HERE ? h('p', { role: 'alert', key: 'here' }, sentence(form.error)) : formError(form, ['name', 'employer']),
    field(ctx, form, 'name', t('org.walkin.name'), { focus: !known.length, hint: t('org.walkin.hint') }),
    field(ctx, form, 'employer', t('org.walkin.employer')),
    known.map((person, i) => namesake(ctx, person, i === 0)),
    h(
      'div',
      { class: 'buttons' },
      !known.length && form.error?.code !== HERE && button(t('org.walkin.do'), null, { kind: 'strong', type: 'submit', busy: form.busy, key: 'walkin-do' }),
      (known.length > 0 || form.error?.code === HERE) && button(t('org.walkin.another'), () => add(true), { key: 'another', busy: form.busy }),
    ),
  );
}

/** Who is on the list by that name, however it is typed, and has not been seen yet: the core knows. */
async function expected(ctx, one, name) {
  ctx.local.asked = name;
  const answer = name ? await ctx.get(`events/${one.id}/expected`, { name }) : {};
  return answer.items ?? [];
}

function namesake(ctx, person, first) {
  const checkIn = async () => {
    const answer = await ctx.act(`signups/${person.id}/check-at`, { list: gateOf(ctx).list }, { done: t('org.checkedin', { name: person.name }) });
    if (answer?.ok) close(ctx);
  };
  return h(
    'div',
    { class: 'asked', key: `is-${person.id}` },
    h('p', {}, t('org.walkin.known', { name: person.name, employer: person.employer || t('org.walkin.no.employer') })),
    button(t('org.walkin.is'), checkIn, { kind: 'strong', key: `in-${person.id}`, 'data-focus': first ? '' : null }),
  );
}

function close(ctx) {
  Object.assign(ctx.local, { form: newForm(), open: null, namesakes: null });
  ctx.redraw();
}
