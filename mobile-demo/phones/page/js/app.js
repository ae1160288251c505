// The page: three phones, the hub's switch, language and type size, and what travels.

import { h, icon, morph } from './dom.js';
import { get, post, listen } from './api.js';
import { useLanguage, lang, t } from './i18n.js';
import { Lists } from './store.js';
import { Phone } from './phone.js';
import { Trail } from './trail.js';
import { save, saved } from './kept.js';
import { toggle, sentence } from './ui.js';
import { footLine, traffic } from './traffic.js';
import { member } from './member.js';
import { keeper } from './keeper.js';
import { organiser } from './organiser.js';
import { payer } from './payer.js';
import { reviewer } from './reviewer.js';

const ROLES = { member, keeper, organiser, reviewer, payer };
/** The view of what travels; phones that are shown on request have the numbers behind it. */
const TRAFFIC = 4;
const withOthers = () => saved('zhijia.others') === '1' || new URLSearchParams(location.search).has('others');
const byNumber = (n) => page.phones.find((phone) => phone.n === n);
const page = { phones: [], town: null, view: 1, linked: true, hubError: null };
const root = document.getElementById('page');

function redrawIn(place, drawn) {
  if (place.firstElementChild) morph(place.firstElementChild, drawn);
  else place.append(drawn);
}

function redraw() {
  if (page.planned) return;
  page.planned = true;
  requestAnimationFrame(() => {
    page.planned = false;
    page.shown = morph(page.shown, draw());
    page.phones.forEach((phone) => {
      const place = document.getElementById(`caption-${phone.n}`);
      redrawIn(place, phone.caption());
      redrawIn(document.getElementById(`foot-${phone.n}`), footLine(page.town.one('traffic', String(phone.n))));
    });
    redrawIn(document.getElementById('traffic'), traffic(page));
  });
}

function large(on) {
  document.documentElement.classList.toggle('large', on);
  save('zhijia.large', on ? '1' : '');
}

function speak(next) {
  useLanguage(next);
  save('zhijia.language', next);
  redraw();
  page.phones.forEach((phone) => phone.spoken());
}

async function switchHub(running) {
  const answer = await post('hub', { running });
  page.hubError = answer.ok ? null : answer;
  redraw();
}

function show(n) {
  page.view = n;
  root.dataset.view = String(n);
  redraw();
  const phone = byNumber(n);
  phone?.root.querySelector('.phone-main [data-focus]')?.focus({ preventScroll: true });
}

/** On a narrow page it stands with the traffic, so that the phone has the room. */
page.hubSwitch = (key) => {
  // Before the first news nothing is said of the hub, nor of what a phone holds.
  if (!page.town.has('hub')) return null;
  const running = Boolean(page.town.one('hub')?.running);
  return toggle(t(running ? 'hub.on' : 'hub.off'), running, () => switchHub(!running), { key });
};

function header() {
  const isLarge = document.documentElement.classList.contains('large');
  return h(
    'header',
    { class: 'top', key: 'top' },
    h(
      'div',
      { class: 'brand' },
      h('span', { class: 'brand-mark', 'aria-hidden': true }, icon('home')),
      h('div', {}, h('h1', {}, t('page.name')), h('p', { class: 'brand-line' }, t('page.line'))),
    ),
    h(
      'div',
      { class: 'top-controls' },
      page.hubSwitch('hub'),
      toggle(t('others'), withOthers(), () => {
        save('zhijia.others', withOthers() ? '' : '1');
        location.assign(location.pathname);
      }, { key: 'others' }),
      toggle(t('large'), isLarge, () => {
        large(!isLarge);
        redraw();
      }, { key: 'large' }),
      h(
        'button',
        { type: 'button', class: 'button button-quiet', key: 'language', lang: lang === 'zh' ? 'en' : 'zh-CN', onclick: () => speak(lang === 'zh' ? 'en' : 'zh') },
        lang === 'zh' ? 'English' : '中文',
      ),
    ),
  );
}

function notices() {
  return h(
    'div',
    { class: 'page-notices', role: 'alert', key: 'notices' },
    page.linked ? null : h('div', { class: 'notice notice-bad', key: 'lost' }, icon('alert'), h('p', {}, t('page.lost'))),
    page.hubError ? h('div', { class: 'notice notice-bad', key: 'hub' }, icon('alert'), h('p', {}, sentence(page.hubError))) : null,
  );
}

function viewTabs() {
  const names = [...page.phones.map((phone) => [phone.n, t(`short.${phone.info.role}`)]), [TRAFFIC, t('traffic.tab')]];
  return h(
    'nav',
    { class: 'view-tabs', 'aria-label': t('tabs.page'), key: 'views' },
    names.map(([n, label]) =>
      h('button', { type: 'button', key: `v${n}`, class: 'view-tab', 'aria-current': page.view === n ? 'page' : null, onclick: () => show(n) }, label),
    ),
  );
}

function draw() {
  return h('div', { class: 'frame' }, header(), notices(), viewTabs());
}

async function begin() {
  useLanguage(saved('zhijia.language') ?? 'zh');
  large(saved('zhijia.large') === '1');
  page.town = new Lists(redraw);
  page.shown = root.insertBefore(h('div'), root.firstChild);
  const town = await get('town');
  if (!town.phones) {
    page.linked = false;
    redraw();
    setTimeout(() => location.reload(), 3000);
    return;
  }
  const row = document.getElementById('phones');
  const trail = new Trail();
  for (const info of [...town.phones, ...(withOthers() ? town.others : [])]) {
    const frame = h('div', { class: 'device', key: `d${info.n}` });
    row.append(
      h('section', { class: `place place-${info.n}`, 'aria-labelledby': `caption-${info.n}` }, h('div', { id: `caption-${info.n}` }), frame, h('div', { class: 'place-foot', id: `foot-${info.n}` })),
    );
    const lists = new Lists(() => {});
    const phone = new Phone(frame, { ...info, town: town.town }, lists, ROLES[info.role], trail);
    lists.changed = () => {
      phone.redraw();
      redraw();
    };
    page.phones.push(phone);
    phone.redraw();
  }
  const place = `zhijia.place.${town.town}`;
  const before = JSON.parse(saved(place, 'tab') ?? '{}');
  page.phones.forEach((phone) => phone.restore(before[phone.n]));
  addEventListener('pagehide', () => {
    const there = page.phones.map((phone) => [phone.n, phone.remembered()]);
    save(place, JSON.stringify({ ...Object.fromEntries(there), view: page.view }), 'tab');
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    page.phones.find((phone) => phone.root.contains(document.activeElement))?.escape();
  });
  show(Number(new URLSearchParams(location.search).get('phone')) || before.view || 1);
  listen(
    (kind, message) => (message.phone === 0 ? page.town : byNumber(message.phone)?.lists)?.apply(kind, message),
    (linked) => {
      page.linked = linked;
      redraw();
    },
  );
  // On a wide page all three are in view, and the keeper's scan field waits for the scanner.
  if (matchMedia('(min-width: 1100px)').matches) {
    setTimeout(() => root.querySelector('.place-2 [data-focus]')?.focus({ preventScroll: true }), 400);
  }
}

begin();
