// A day on which the house is closed, or open all the same: due dates that are given from now on roll over it.

import { h } from './dom.js';
import { civil, t } from './i18n.js';
import { button, field, formError, newForm } from './ui.js';

const day = {
  title: () => t('day.title'),
  draw(ctx) {
    const { local } = ctx;
    local.form ??= newForm({});
    const { form } = local;
    const say = (closed) => async () => {
      const { day: chosen } = form.values;
      const answer = await ctx.act('closed-days', { day: chosen ?? '', closed }, { form, done: chosen && t(closed ? 'day.closed' : 'day.open', { date: civil(chosen) }) });
      if (answer?.ok) ctx.back();
    };
    return h(
      'form',
      { onsubmit: (event) => (event.preventDefault(), say(true)()), novalidate: true },
      h('p', { class: 'lead' }, t('day.line')),
      formError(form, ['day']),
      field(ctx, form, 'day', t('day.which'), { type: 'date', focus: true, hint: t('day.which.hint') }),
      h('div', { class: 'buttons' }, button(t('day.close'), null, { kind: 'main', type: 'submit', key: 'closed', busy: form.busy }), button(t('day.keep.open'), say(false), { key: 'open' })),
    );
  },
};

export const keeperDay = { day };
