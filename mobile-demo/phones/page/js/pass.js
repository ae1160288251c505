// A member's pass as a code. The modules are the core's; here they are only drawn.

import { h } from './dom.js';
import { dayClock, t } from './i18n.js';

/** The light frame that a scanner needs around a code. */
const QUIET = 4;

/** One path for all dark modules of a row that lie side by side. */
function path(code) {
  const out = [];
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      let wide = 0;
      while (x + wide < code.size && code.modules[y * code.size + x + wide]) wide += 1;
      if (wide) out.push(`M${x + QUIET} ${y + QUIET}h${wide}v1h-${wide}z`);
      x += wide;
    }
  }
  return out.join('');
}

export function drawCode(code, label) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const side = code.size + 2 * QUIET;
  svg.setAttribute('viewBox', `0 0 ${side} ${side}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  svg.setAttribute('class', 'code');
  svg.setAttribute('shape-rendering', 'crispEdges');
  svg.dataset.key = 'code';
  svg.innerHTML = `<rect width="${side}" height="${side}" fill="#fff"/><path d="${path(code)}" fill="#000"/>`;
  return svg;
}

/** The screen that is held to a scanner. */
const pass = {
  title: () => t('pass.title'),
  draw(ctx) {
    const one = ctx.lists.one('events', ctx.params.id);
    const { local } = ctx;
    if (!one) return h('p', { class: 'empty' }, t('gone'));
    if (local.version !== ctx.lists.version) load(ctx);
    if (!local.pass) return h('p', { class: 'empty', key: 'none' }, local.asked ? t('pass.none') : t('loading'));
    const { pass: code } = local;
    return h(
      'div',
      { class: 'pass', key: 'pass' },
      h('h3', { class: 'thing-title' }, one.title),
      h('p', { class: 'muted' }, [dayClock(one.starts), one.place].filter(Boolean).join(t('middot'))),
      drawCode(code, t('pass.code', { name: code.name })),
      h('p', { class: 'pass-who' }, h('strong', {}, code.name), code.number && h('span', { class: 'pass-number' }, t('pass.number', { n: code.number }))),
      h('p', { class: 'muted' }, t('pass.offline')),
    );
  },
};

async function load(ctx) {
  const { local } = ctx;
  local.version = ctx.lists.version;
  const answer = await ctx.get(`events/${ctx.params.id}/pass`);
  Object.assign(local, { pass: answer.pass, asked: true });
  ctx.redraw();
}

export const memberPass = { pass };
