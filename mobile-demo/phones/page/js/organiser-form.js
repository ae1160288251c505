// An event in one minute: what, where, when, how many, and from when to when one can sign up.

import { h } from './dom.js';
import { fromField, t, toField } from './i18n.js';
import { button, field, formError, newForm } from './ui.js';

const HOUR = 3600000;
const DAY = 24 * HOUR;
const FIELDS = ['title', 'place', 'venue_contact', 'about', 'starts', 'ends', 'capacity', 'opens', 'closes'];

/** Saturday in a week at 09:00, sign-up from now until three days before. */
function proposal(now) {
  const china = 8 * HOUR;
  const today = Math.floor((now + china) / DAY);
  const saturday = today + 7 + ((6 - ((today + 7 + 4) % 7) + 7) % 7);
  const starts = saturday * DAY - china + 9 * HOUR;
  return { title: '', place: '', venue_contact: '', about: '', starts: toField(starts), ends: '', capacity: '20', opens: toField(now), closes: toField(starts - 3 * DAY) };
}

function existing(one) {
  return { title: one.title, place: one.place, venue_contact: one.venue_contact ?? '', about: one.about ?? '', ends: toField(one.ends_ms), capacity: String(one.capacity ?? ''), starts: toField(one.starts_ms), opens: toField(one.opens_ms), closes: toField(one.closes_ms) };
}

const edit = {
  title: (ctx) => t(ctx.params.id ? 'form.edit' : 'form.new'),
  draw(ctx) {
    const { local, params } = ctx;
    const one = params.id ? ctx.lists.one('events', params.id) : null;
    local.form ??= newForm(one ? existing(one) : proposal(Date.now()));
    const { form } = local;
    const time = { type: 'datetime-local', step: 60 };
    const draftable = !one || one.phase === 'draft';
    return h(
      'form',
      { onsubmit: (event) => (event.preventDefault(), keep(ctx, draftable)), novalidate: true },
      formError(form, FIELDS),
      field(ctx, form, 'title', t('form.title'), { focus: true, hint: t('form.title.hint') }),
      field(ctx, form, 'place', t('form.place')),
      field(ctx, form, 'venue_contact', t('key.venue_contact')),
      field(ctx, form, 'about', t('form.about'), { area: true }),
      field(ctx, form, 'starts', t('form.starts'), { ...time, hint: t('form.starts.hint') }),
      field(ctx, form, 'ends', t('form.ends'), { ...time, hint: t('form.ends.hint') }),
      field(ctx, form, 'capacity', t('form.capacity'), { inputmode: 'numeric', hint: t(one?.capacity ? 'form.capacity.hint' : 'form.capacity.open') }),
      field(ctx, form, 'opens', t('form.opens'), time),
      field(ctx, form, 'closes', t('form.closes'), { ...time, hint: t('form.closes.hint') }),
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

const number = (text) => (text === '' ? null : /^\d+$/.test(text) ? Number(text) : text);

async function keep(ctx, publish) {
  const { form } = ctx.local;
  const { values } = form;
  const body = {
    title: values.title,
    place: values.place,
    // What is not a number travels as typed, so that the answer can name the field and keep the text.
    capacity: number(values.capacity.trim()),
    venue_contact: values.venue_contact ?? '',
    about: values.about ?? '',
    starts: fromField(values.starts),
    ends: fromField(values.ends),
    opens: fromField(values.opens),
    closes: fromField(values.closes),
    publish,
  };
  const path = ctx.params.id ? `events/${ctx.params.id}` : 'events';
  const answer = await ctx.act(path, body, { form, done: t(publish ? 'org.published' : 'form.kept') });
  if (!answer?.ok) return;
  ctx.back();
  if (!ctx.params.id && answer.record) ctx.go('roster', { id: answer.record });
}

export const organiserForm = { edit };
