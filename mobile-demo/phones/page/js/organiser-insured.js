// Whom the insurer is told of, and who is missing: those with a place who agreed to the terms and gave what is wanted.

import { answersOf } from './event-questions.js';
import { h } from './dom.js';
import { t } from './i18n.js';
import { row, section } from './ui.js';

const insured = {
  title: () => t('org.insured'),
  draw(ctx) {
    const { local, params } = ctx;
    if (!local.asked) {
      local.asked = true;
      ctx.get(`events/${params.id}/insurance`).then((answer) => ((local.list = answer), ctx.redraw()));
    }
    const { insured = [], open = [] } = local.list ?? {};
    const line = (one) => row(one.id, h('strong', {}, `${one.place} ${one.name}`), h('span', { class: 'muted' }, one.employer), answersOf(one.answers));
    return h('div', {}, section(t('org.insured'), insured.map(line), { key: 'insured', empty: t('org.insured.empty') }), open.length ? section(t('org.insured.open'), open.map(line), { key: 'open' }) : null);
  },
};

export const organiserInsured = { insured };
