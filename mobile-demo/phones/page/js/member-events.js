// Events of the own union and of every union above it: places, preview, sign up, withdraw.

import { h } from './dom.js';
import { facts } from './event-fields.js';
import { answering, answersOf, givenAnswers } from './event-questions.js';
import { asking, asOf, button, chip, fact, formError, rowButton, section, stateOf } from './ui.js';
import { dayClock, say, t } from './i18n.js';
import { calendarLink, historyLink } from './common.js';
import { memberPass } from './pass.js';
import { why, whyLink } from './why.js';

const events = {
  title: () => t('events.title'),
  draw(ctx) {
    const byUnion = new Map();
    for (const event of ctx.lists.all('events')) {
      if (!byUnion.has(event.union.name)) byUnion.set(event.union.name, []);
      byUnion.get(event.union.name).push(event);
    }
    if (!byUnion.size) return h('p', { class: 'empty' }, t('events.empty'));
    return h(
      'div',
      {},
      [...byUnion].map(([union, list]) =>
        section(
          union,
          list.map((event) =>
            rowButton(event.id, () => ctx.go('event', { id: event.id }), h('span', { class: 'date' }, dayClock(event.starts)), h('strong', {}, event.title), h('span', { class: 'muted' }, event.place), event.mine && !event.can_sign_up ? chip(event.mine.state) : places(event), !event.mine && cannot(event)),
          ),
          { key: union },
        ),
      ),
    );
  },
};

/** Who cannot take part sees that before the tap; why stands in the event. */
const cannot = (event) => event.eligibility?.state === 'preview' && h('span', { class: 'chip chip-preview', key: 'cannot' }, h('span', {}, t('event.cannot')));

/** How many places are left, with the hour at which that was so. */
function places(event) {
  if (!event.places) return chip(event.phase_state);
  return h('span', { class: 'places', key: 'places' }, chip(event.phase_state, 'ph'), h('span', {}, say(event.places)));
}

const event = {
  title: () => t('event.title'),
  draw(ctx) {
    const one = ctx.lists.one('events', ctx.params.id);
    if (!one) return h('p', { class: 'empty' }, t('gone'));
    return h(
      'div',
      {},
      h('h3', { class: 'thing-title' }, one.title),
      h('p', { class: 'muted' }, one.union.name),
      mine(ctx, one),
      h(
        'dl',
        { class: 'facts', key: 'facts' },
        facts(one),
        fact(t('event.capacity'), one.capacity ? t('event.capacity.n', { n: one.capacity }) : t('event.capacity.open')),
        one.places && fact(t('event.places'), [say(one.places), asOf(one.places.as_of_ms)].filter(Boolean).join(' ')),
        one.giving && fact(t('event.giving'), [say(one.giving), say(one.giving, 'why')].filter(Boolean).join(t('middot'))),
        fact(t('event.window'), t('from.to', { from: dayClock(one.opens), to: dayClock(one.closes) })),
      ),
      one.about && h('p', {}, one.about),
      h('div', { class: 'buttons', key: 'more' }, calendarLink(ctx, one.id), historyLink(ctx, one.mine?.signup ?? one.id, one.title)),
    );
  },
};

/** The one question here: am I in, and if not, what would happen if I signed up now? */
function mine(ctx, one) {
  // Who withdrew sees that, and can sign up again.
  const again = one.mine && !one.mine.can_withdraw && one.can_sign_up;
  if (one.mine && !again) {
    return h(
      'div',
      { class: 'card card-mine', key: 'mine' },
      h('h4', {}, t('event.mine')),
      stateOf(one.mine.state),
      answersOf(one.mine.answers),
      one.mine.has_pass && button(t('pass.show'), () => ctx.go('pass', { id: one.id }), { kind: 'main', sign: 'scan', key: 'pass' }),
      whyLink(ctx, one.mine.signup, one.title),
      one.mine.can_withdraw &&
        asking(ctx, 'withdraw', {
          label: t('event.withdraw'),
          question: t('event.withdraw.ask'),
          yes: t('event.withdraw.yes'),
          act: () => ctx.act('signups/withdraw', { event: one.id }, { done: t('event.withdrawn') }),
        }),
    );
  }
  return h(
    'div',
    { class: 'card card-mine', key: 'join' },
    again && stateOf(one.mine.state),
    one.eligibility && h('div', { key: 'eligibility' }, stateOf(one.eligibility)),
    one.preview && stateOf(one.preview),
    one.can_sign_up && answering(ctx, one),
    one.can_sign_up && ctx.local.form && formError(ctx.local.form, Object.keys(ctx.local.form.values).concat((one.questions ?? []).map((question) => `answer/${question.id}`))),
    one.can_sign_up
      ? button(t('event.signup'), () => ctx.act('signups', { event: one.id, ...givenAnswers(ctx, one) }, { form: ctx.local.form, done: t('event.signedup') }), { kind: 'main', key: 'signup', busy: ctx.local.form?.busy })
      : one.eligibility?.state === 'preview' || stateOf(one.phase_state),
  );
}

export const memberEvents = { events, event, why, ...memberPass };
