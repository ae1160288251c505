// The door of an event: a field for the scanner, and below it who was just scanned.

import { h } from './dom.js';
import { say, t } from './i18n.js';
import { button, chip, sentence } from './ui.js';
import { sound } from './sound.js';

/** A scanner types the code and Enter. */
export function doorScan(ctx, one) {
  const { local } = ctx;
  const enter = async (event) => {
    event.preventDefault();
    const input = event.target.querySelector('input');
    const text = input.value;
    input.value = '';
    if (!text.trim()) return;
    const answer = await ctx.act(`events/${one.id}/scans`, { text }, { form: (local.scanForm = { error: null }) });
    // A person at the door is never a failure: what is no pass says so, and names the other way.
    local.scanned = answer?.ok ? answer.scanned : null;
    sound(!answer?.ok ? 'bad' : local.scanned.here_since_ms ? 'already' : 'ok');
    ctx.redraw();
  };
  const id = `pass-${ctx.n}`;
  return h(
    'form',
    { key: 'door-scan', class: 'scan', onsubmit: enter },
    h('label', { for: id }, t('door.scan')),
    h('input', { id, key: 'pass-text', type: 'text', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': `${id}-hint` }),
    h('p', { class: 'hint', id: `${id}-hint` }, t('door.scan.hint')),
    h('div', { key: 'scanned', 'aria-live': 'assertive' }, result(ctx)),
  );
}

function result(ctx) {
  const { scanned, scanForm } = ctx.local;
  if (scanForm?.error) return h('p', { class: 'scanned scanned-other', key: 'scan-error' }, sentence(scanForm.error));
  if (!scanned) return null;
  const undo = async () => {
    const answer = await ctx.act('undo', { record: scanned.record, undo: scanned.undo }, { done: t('note.undone') });
    if (answer?.ok) ctx.local.scanned = null;
    ctx.redraw();
  };
  return h(
    'div',
    { class: `scanned scanned-${scanned.said.state}`, key: `scanned-${scanned.record}` },
    h('strong', {}, scanned.name),
    chip(scanned.said, 'said'),
    say(scanned.said, 'why') && h('p', { class: 'why' }, say(scanned.said, 'why')),
    button(t('org.uncheck'), undo, { key: 'unscan' }),
  );
}
