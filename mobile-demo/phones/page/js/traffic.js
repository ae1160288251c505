// What travels between the phones and the hub: bytes and round trips, phone by phone.

import { h, icon } from './dom.js';
import { bytes, clockSeconds, t } from './i18n.js';

/** The last exchanges; the sums above them count all. */
const SHOWN = 8;

/** The panel under the phones: one column a phone, in the phones' order. */
export function traffic(page) {
  return h(
    'div',
    { class: 'traffic-inner' },
    h('div', { class: 'traffic-head' }, h('h2', { id: 'traffic-title' }, t('traffic.title')), h('p', {}, t('traffic.line')), page.hubSwitch('hub-here')),
    h('div', { class: 'traffic-columns' }, page.phones.map((phone) => column(phone, page.town.one('traffic', String(phone.n))))),
    h('section', { class: 'try' }, h('h3', {}, t('try.title')), h('ol', {}, ['try.1', 'try.2', 'try.3'].map((key) => h('li', {}, t(key))))),
  );
}

/** One line under each phone, so that the price of every tap is in view. */
export function footLine(item) {
  const part = (label, value) => h('span', {}, `${label} ${value}`);
  return h(
    'div',
    { class: 'foot-line' },
    item ? [part(t('traffic.up'), bytes(item.up_bytes)), part(t('traffic.down'), bytes(item.down_bytes)), part(t('traffic.trips'), String(item.round_trips))] : null,
  );
}

function column(phone, item) {
  return h(
    'section',
    { class: 'traffic-column', key: `t${phone.n}` },
    h('h3', {}, t(`role.${phone.info.role}`)),
    item ? totals(item) : h('p', { class: 'empty' }, t('traffic.none')),
    item?.last?.length
      ? h(
          'table',
          { class: 'trips' },
          h(
            'thead',
            {},
            h('tr', {}, ['traffic.at', 'traffic.what', 'traffic.up', 'traffic.down'].map((key) => h('th', { scope: 'col' }, t(key)))),
          ),
          h('tbody', {}, item.last.slice(0, SHOWN).map(trip)),
        )
      : null,
  );
}

function totals(item) {
  const figure = (label, value, sign) => h('div', { class: 'figure' }, h('dt', {}, sign && icon(sign), label), h('dd', {}, value));
  return h(
    'dl',
    { class: 'figures' },
    figure(t('traffic.up'), bytes(item.up_bytes), 'up'),
    figure(t('traffic.down'), bytes(item.down_bytes), 'down'),
    figure(t('traffic.trips'), String(item.round_trips)),
  );
}

function trip(one) {
  return h(
    'tr',
    {},
    h('td', {}, clockSeconds(one.at_ms)),
    h('td', {}, t(one.round_trip ? 'traffic.trip' : 'traffic.news')),
    h('td', {}, bytes(one.up)),
    h('td', {}, bytes(one.down)),
  );
}
