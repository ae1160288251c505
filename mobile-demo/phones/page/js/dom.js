// Elements, and bringing a shown tree up to a newly drawn one without losing focus or typed text.

const EVENTS = ['onclick', 'oninput', 'onchange', 'onsubmit', 'onkeydown'];

/** Makes an element. `key` names it among its siblings; `on…` are handlers; false and null are left out. */
export function h(tag, props, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) set(el, name, value);
  append(el, children);
  return el;
}

function set(el, name, value) {
  if (value === null || value === undefined) return;
  if (name === 'key') el.dataset.key = value;
  else if (name === 'value') el.value = value;
  else if (name.startsWith('on')) el[name] = value;
  else if (name.startsWith('aria-')) el.setAttribute(name, String(value));
  else if (value === true) el.setAttribute(name, '');
  else if (value !== false) el.setAttribute(name, String(value));
}

function append(el, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(el, child);
    else if (typeof child === 'string') appendText(el, child);
    else if (child !== null && child !== undefined && child !== false) el.append(child);
  }
}

/** A date and an hour go to the next line whole, and a search in the page still finds them: no sign stands inside. */
const WHOLE = /((?:\d+年)?\d+月\d+日(?:[（(]周.[）)])?(?:\s\d\d:\d\d)?|\b\d\d:\d\d\b)/u;

function appendText(el, text) {
  if (text === '') return;
  const pieces = el.namespaceURI.endsWith('xhtml') ? text.split(WHOLE) : [text];
  pieces.forEach((piece, i) => {
    if (piece === '') return;
    if (i % 2 === 0) {
      el.append(piece);
      return;
    }
    const whole = document.createElement('span');
    whole.className = 'whole';
    whole.textContent = piece;
    el.append(whole);
  });
}

const keyOf = (node) => (node.nodeType === 1 ? node.dataset?.key : undefined);

function sameNode(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);
}

/** Changes `shown` into `drawn` and returns the node that now stands there. */
export function morph(shown, drawn) {
  if (!sameNode(shown, drawn)) {
    shown.replaceWith(drawn);
    return drawn;
  }
  if (shown.nodeType !== 1) {
    if (shown.data !== drawn.data) shown.data = drawn.data;
    return shown;
  }
  for (const { name } of [...shown.attributes]) {
    // What the user opened stays open.
    if (name !== 'open' && name !== 'style' && !drawn.hasAttribute(name)) shown.removeAttribute(name);
  }
  for (const { name, value } of [...drawn.attributes]) {
    if (name !== 'open' && name !== 'style' && shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
  for (const name of EVENTS) if (shown[name] !== drawn[name]) shown[name] = drawn[name];
  if (shown.widget) {
    if (drawn.widget) shown.widget.update(drawn.widget.props);
    return shown;
  }
  // A text field belongs to who types in it: only a new key clears it.
  if (shown.nodeName !== 'INPUT' && shown.nodeName !== 'TEXTAREA' && shown.nodeName !== 'SELECT') morphChildren(shown, drawn);
  return shown;
}

function morphChildren(shown, drawn) {
  const keyed = new Map();
  for (const node of shown.childNodes) if (keyOf(node)) keyed.set(keyOf(node), node);
  let here = shown.firstChild;
  for (const next of [...drawn.childNodes]) {
    const key = keyOf(next);
    const match = key ? keyed.get(key) : undefined;
    if (match && match.nodeName === next.nodeName) {
      if (match !== here) shown.insertBefore(match, here);
      else here = here.nextSibling;
      morph(match, next);
      keyed.delete(key);
    } else if (here && !key && !keyOf(here) && sameNode(here, next)) {
      const after = here.nextSibling;
      morph(here, next);
      here = after;
    } else {
      shown.insertBefore(next, here);
    }
  }
  while (here) {
    const after = here.nextSibling;
    here.remove();
    here = after;
  }
}

const PATHS = {
  recorded: '<circle cx="8" cy="8" r="5.2" fill="none" stroke="currentColor" stroke-width="1.8"/>',
  sent: '<circle cx="8" cy="8" r="5.2" fill="none" stroke="currentColor" stroke-width="1.8"/><path d="M8 2.8a5.2 5.2 0 0 1 0 10.4z" fill="currentColor"/>',
  accepted: '<circle cx="8" cy="8" r="6" fill="currentColor"/>',
  decided: '<path d="M2.5 8.5l3.6 3.7L13.5 4.3" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/>',
  waiting: '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.7"/><path d="M8 4.4V8l2.6 1.7" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/>',
  alert: '<circle cx="8" cy="8" r="7" fill="currentColor"/><path d="M8 4v5" stroke="#fff" stroke-width="2" stroke-linecap="round"/><circle cx="8" cy="11.8" r="1.2" fill="#fff"/>',
  preview: '<path d="M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8z" fill="none" stroke="currentColor" stroke-width="1.5"/><circle cx="8" cy="8" r="2" fill="currentColor"/>',
  unknown: '<path d="M5.6 6a2.5 2.5 0 1 1 3.4 2.3c-.7.3-1 .8-1 1.5" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/><circle cx="8" cy="12.6" r="1.1" fill="currentColor"/>',
  back: '<path d="M10 3L5 8l5 5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>',
  next: '<path d="M6 3l5 5-5 5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>',
  home: '<path d="M2 7.5L8 2.5l6 5M3.8 6.8v6.4h8.4V6.8" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"/>',
  event: '<path d="M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2.3v2.9M10.5 2.3v2.9" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"/>',
  book: '<path d="M8 4.2C6.6 3 4.5 2.8 2.2 3v9.6c2.3-.2 4.4 0 5.8 1.2 1.4-1.2 3.5-1.4 5.8-1.2V3c-2.3-.2-4.4 0-5.8 1.2zm0 0v9.6" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/>',
  aid: '<path d="M8 13.6S2.2 10.2 2.2 6.3A3.1 3.1 0 0 1 8 4.8a3.1 3.1 0 0 1 5.8 1.5c0 3.9-5.8 7.3-5.8 7.3z" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/>',
  person: '<circle cx="8" cy="5.2" r="2.9" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="M2.6 13.7c.6-2.7 2.7-4.1 5.4-4.1s4.8 1.4 5.4 4.1" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>',
  scan: '<path d="M2 5V2.5h2.6M11.4 2.5H14V5M14 11v2.5h-2.6M4.6 13.5H2V11M5 5v6M8 5v6M11 5v6" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>',
  list: '<path d="M5.5 4h8.2M5.5 8h8.2M5.5 12h8.2M2.3 4h.4M2.3 8h.4M2.3 12h.4" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/>',
  import: '<path d="M8 2.2v7.6M4.8 6.8L8 10l3.2-3.2M2.5 11v2.6h11V11" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"/>',
  drawer: '<path d="M2.2 9.2l2-6h7.6l2 6v4.4H2.2zm0 0h3.6l.8 1.6h2.8l.8-1.6h3.6" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/>',
  plane: '<path d="M8 1.8c.7 0 1.1.8 1.1 1.6v3l5 3v1.4l-5-1.5v2.9l1.5 1.1v1L8 13.7l-2.6.6v-1l1.5-1.1V9.3l-5 1.5V9.4l5-3v-3c0-.8.4-1.6 1.1-1.6z" fill="currentColor"/>',
  plus: '<path d="M8 3v10M3 8h10" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>',
  close: '<path d="M4 4l8 8M12 4l-8 8" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>',
  up: '<path d="M8 13V3.5M4.5 7L8 3.5 11.5 7" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>',
  down: '<path d="M8 3v9.5M4.5 9L8 12.5 11.5 9" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>',
};

/** One of the few drawings. The word beside it carries the meaning, so it is hidden from readers. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  svg.innerHTML = PATHS[name] ?? '';
  svg.dataset.key = `icon-${name}`;
  return svg;
}

/** An element that draws its own inside; a redraw hands it the new props. */
export function widget(Type, key, props) {
  const el = h('div', { key });
  el.widget = new Type(el, props);
  return el;
}
