// One phone: its frame, the way through its screens, the sync line, and what just happened.

import { h, icon, morph } from './dom.js';
import { post, postFile, get } from './api.js';
import { t, say } from './i18n.js';
import { save, saved } from './kept.js';
import { button, newForm, sentence, toggle } from './ui.js';

const UNDO_MS = 10000;
const NOTE_MS = 6000;
/** A note that is older than this belongs to the screen that one leaves. */
const NOTE_STAYS_MS = 500;
/** A member's own things, whose states say how they were decided. */
const OWN = ['signups', 'loans', 'holds', 'enrolments', 'claims', 'profile'];
const ON_ITS_WAY = new Set(['recorded', 'sent', 'accepted']);
const SYNC_SIGN = { ok: 'decided', pending: 'sent', offline: 'plane', trouble: 'alert' };

/** What a screen has open or chosen, beside what is typed into its form: it survives a reload. */
const KEPT = ['open', 'query', 'bucket', 'group', 'only', 'search'];

const leftKey = ({ name, params }) => `${name}-${JSON.stringify(params)}`;

export class Phone {
  #planned = false;
  #focusNext = false;
  #focusWrong = false;

  /** `info`: number, role and person; `screens`: name → {title, draw}; `tabs`: [screen, label, icon]; `trail`: the way back. */
  constructor(root, info, lists, { screens, tabs }, trail) {
    Object.assign(this, { root, info, lists, screens, tabs, trail });
    this.n = info.n;
    this.stack = [{ name: tabs[0][0], local: {}, params: {} }];
    this.byTab = new Map();
    this.note = null;
    this.flying = new Set();
    this.left = new Map();
    this.recent = JSON.parse(saved(`zhijia.recent.${info.town}.${info.n}`) ?? '[]').filter((one) => one.key);
    this.shown = root.appendChild(h('div'));
    lists.changed = () => this.redraw();
  }

  get here() {
    return this.stack[this.stack.length - 1];
  }

  /** Draws again before the next frame; many calls make one drawing. */
  redraw() {
    if (this.#planned) return;
    this.#planned = true;
    requestAnimationFrame(() => {
      this.#planned = false;
      this.draw();
    });
  }

  /** Opens a screen above the present one. */
  go(name, params = {}) {
    this.here.scroll = this.root.querySelector('.phone-main')?.scrollTop ?? 0;
    this.here.from = this.root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    this.#leave();
    const key = leftKey({ name, params });
    const form = this.left.get(key);
    this.left.delete(key);
    this.#push(name, params, form ? { form } : {});
    this.trail.opened(this);
    this.#focusNext = true;
    this.redraw();
  }

  #push(name, params, local) {
    this.stack.push({ name, params, local, key: `${name}-${JSON.stringify(params)}-${this.stack.length}` });
  }

  /** Opens a screen in the place of the present one: the way back leads past that. */
  replace(name, params = {}) {
    this.#leave();
    this.stack.pop();
    this.#push(name, params, {});
    this.#focusNext = true;
    this.redraw();
  }

  back() {
    this.trail.back(this);
  }

  /** Leaves the uppermost screen; false where there is none above the tab's own. */
  stepBack() {
    if (this.stack.length < 2) return false;
    this.#leave();
    const left = this.stack.pop();
    this.#keepForm(left);
    this.#focusNext = true;
    this.redraw();
    return true;
  }

  /** Escape closes what was opened last: the note, an opened row or form, the screen. */
  escape() {
    const { local } = this.here;
    if (this.note) {
      this.#closeNote();
    } else if (local.open || local.row || local.remove) {
      Object.assign(local, { open: null, row: null, remove: null });
      this.focus();
    } else if (this.stack.length > 1) {
      this.back();
    }
  }

  /** Where the user is and what is typed, to be there again after a reload. */
  remembered() {
    const kept = (local) => Object.fromEntries(KEPT.filter((name) => local[name]).map((name) => [name, local[name]]));
    return this.stack.map(({ name, params, local }) => ({ name, params, values: local.form?.values, kept: kept(local) }));
  }

  /** Comes back to where the user was before a reload. */
  restore(stack) {
    const known = Array.isArray(stack) && stack.length && stack.every((one) => this.screens[one?.name]);
    if (!known || !this.tabs.some(([name]) => name === stack[0].name)) return;
    const local = (one) => ({ ...one.kept, ...(one.values && { form: { ...newForm(one.values), given: null } }) });
    this.stack = [{ name: stack[0].name, params: {}, local: local(stack[0]) }];
    for (const one of stack.slice(1)) this.#push(one.name, one.params ?? {}, local(one));
    this.trail.restored(this, this.stack.length - 1);
  }

  /** Who goes back with a half-written form finds it when it is opened again. */
  #keepForm(entry) {
    const { form } = entry.local;
    const typed = form && !form.done && JSON.stringify(form.values) !== form.given;
    if (typed && this.screens[entry.name].keepsForm) this.left.set(leftKey(entry), { ...form, error: null });
  }

  tab(name) {
    this.#leave();
    this.byTab.set(this.stack[0].name, this.stack);
    const again = this.stack[0].name === name;
    this.stack = again ? [this.stack[0]] : (this.byTab.get(name) ?? [{ name, local: {}, params: {} }]);
    this.#focusNext = true;
    this.redraw();
  }

  /** What was said about the screen one leaves is not said about the next; what can be undone stays until it cannot. */
  #leave() {
    if (this.note && !this.note.undo && Date.now() - this.note.id > NOTE_STAYS_MS) this.#closeNote();
  }

  /** A command of this phone. A refusal goes to the form where there is one, else to the note. */
  async act(path, body, { form, done, noted } = {}) {
    // A second tap while the first is under way is the same tap.
    if (this.flying.has(path)) return null;
    this.flying.add(path);
    const before = this.#own();
    if (form) {
      Object.assign(form, { busy: true, error: null });
      this.redraw();
    }
    const answer = body instanceof Blob ? await postFile(`phones/${this.n}/${path}`, body) : await post(`phones/${this.n}/${path}`, body);
    this.flying.delete(path);
    if (form) form.busy = false;
    if (!answer.ok) {
      if (form) form.error = answer;
      else this.tell(sentence(answer), { bad: true });
      if (form) this.#focusWrong = true;
    } else {
      if (form) form.done = true;
      if (noted) this.#note({ at_ms: Date.now(), ...noted, record: answer.record, undo: answer.undo });
      const text = say(answer, 'done') || (done ?? '');
      if (text || answer.undo) this.tell(text || t('note.done'), { undo: answer.undo, record: answer.record, before });
    }
    this.redraw();
    return answer;
  }

  get(path, query) {
    return get(`phones/${this.n}/${path}`, query);
  }

  /** Says below what just happened; with `undo` it can be taken back for ten seconds. */
  tell(text, { bad = false, mild = false, undo = null, record = null, before = null } = {}) {
    clearTimeout(this.note?.timer);
    const note = { text, bad, mild, undo, record, before, id: Date.now() };
    note.timer = setTimeout(() => {
      if (this.note === note) this.note = null;
      this.redraw();
    }, undo ? UNDO_MS : NOTE_MS + (bad ? 6000 : 0));
    this.note = note;
    this.redraw();
  }

  /** How the person's own things stand, by their ids. */
  #own() {
    if (this.info.role !== 'member') return new Map();
    const all = OWN.flatMap((list) => this.lists.all(list));
    return new Map(all.map((one) => [one.id, one.renewal ?? one.state]).filter(([, state]) => state));
  }

  /** What became of a thing since the note about it: nobody reads that it is on its way when it was decided. */
  #became(note) {
    const { record, before } = note;
    const now = before && this.#own().get(record);
    // A thing that is over is said nothing of any more.
    if (!now && note.there) return { gone: true };
    note.there = Boolean(now);
    const other = now && say(now) !== say(before.get(record));
    return other && !ON_ITS_WAY.has(now.state) ? now : null;
  }

  draw() {
    const entry = this.here;
    const screen = this.screens[entry.name];
    const key = entry.key ?? entry.name;
    const fresh = this.drawnKey !== key;
    const ctx = this.#context(entry);
    const title = screen.title(ctx);
    const tree = h(
      'div',
      { class: 'phone' },
      this.#bar(title),
      this.#syncLine(),
      h('div', { class: 'phone-main', key: `main-${key}`, tabindex: 0, role: 'region', 'aria-label': title }, this.lists.has('status') ? screen.draw(ctx) : null),
      screen.inlineNote ? null : this.noteView(),
      this.tabs.length > 1 ? this.#tabBar() : null,
    );
    const held = this.root.contains(document.activeElement) ? document.activeElement : null;
    const row = held?.closest('.entry');
    this.shown = morph(this.shown, tree);
    if (fresh) {
      this.drawnKey = key;
      const main = this.root.querySelector('.phone-main');
      if (main) main.scrollTop = entry.scroll ?? 0;
    }
    if (this.#focusNext) {
      this.#focusNext = false;
      // Who comes back goes on from the row that led away.
      const left = entry.from && this.root.querySelector(`.phone-main [data-key="${CSS.escape(entry.from)}"]`);
      entry.from = null;
      const target = left ?? this.root.querySelector('.phone-main [data-focus]') ?? this.root.querySelector('.phone-title');
      target?.focus({ preventScroll: true });
    } else if (this.#focusWrong) {
      this.root.querySelector('[aria-invalid="true"]')?.focus();
    } else if (held && !this.root.contains(document.activeElement)) {
      // What had the focus is gone, because its work is done: whoever uses keys goes on from there, not from the page's top.
      const target = (row?.isConnected && row.querySelector('button')) || this.root.querySelector('.phone-main [data-focus]') || this.root.querySelector('.phone-main');
      target?.focus({ preventScroll: true });
    }
    this.#focusWrong = false;
  }

  /** What a screen gets: its own params and local state, and what the phone can do. */
  #context(entry) {
    const { n, info, lists, root, recent } = this;
    const can = { n, info, lists, root, recent, params: entry.params, local: entry.local };
    // An answer that comes when its screen was left moves nobody away from where they went.
    for (const name of ['back', 'replace']) can[name] = (...args) => this.here === entry && this[name](...args);
    for (const name of ['redraw', 'go', 'tab', 'act', 'get', 'tell', 'noteView', 'focus', 'focusWrong']) can[name] = (...args) => this[name](...args);
    return can;
  }

  /** After the next drawing the focus goes to the screen's first field, or to its title. */
  focus() {
    this.#focusNext = true;
    this.redraw();
  }

  /** After the next drawing the focus goes to the field that is wrong. */
  focusWrong() {
    this.#focusWrong = true;
    this.redraw();
  }

  #bar(title) {
    const deep = this.stack.length > 1;
    const status = this.lists.one('status');
    const drawer = status?.not_sent ?? 0;
    return h(
      'header',
      { class: 'phone-bar', key: 'bar' },
      deep
        ? h('button', { type: 'button', class: 'bar-button', key: 'back', onclick: () => this.back() }, icon('back'), h('span', {}, t('back')))
        : null,
      h('h2', { class: 'phone-title', tabindex: -1, key: 'title' }, title),
      drawer && this.here.name !== 'notsent'
        ? h(
            'button',
            { type: 'button', class: 'bar-button', key: 'drawer', onclick: () => this.go('notsent'), 'aria-label': t('notsent.open', { n: drawer }) },
            icon('drawer'),
            h('span', {}, String(drawer)),
          )
        : null,
    );
  }

  #syncLine() {
    const status = this.lists.one('status');
    const tone = status?.tone ?? 'pending';
    return h(
      'div',
      { class: `sync sync-${tone}`, key: 'sync', role: 'group', 'aria-label': t('sync.label') },
      icon(tone === 'offline' && !status.airplane ? 'recorded' : (SYNC_SIGN[tone] ?? 'sent')),
      h(
        'div',
        {},
        h('p', {}, status ? say(status) : t('loading')),
        this.#why(status).map((text) => h('p', { class: 'sync-why', key: text }, text)),
      ),
    );
  }

  /** What keeps the phone from being up to date, and what that means for its user. */
  #why(status) {
    if (!status) return [];
    return [
      status.airplane && t('sync.airplane'),
      status.tone === 'offline' && !status.airplane && t('sync.offline'),
      status.trouble && sentence(status.trouble),
      status.clock && sentence(status.clock),
    ].filter(Boolean);
  }

  /** What just happened; a screen with `inlineNote` puts it where its eyes are. */
  noteView() {
    const became = this.note && this.#became(this.note);
    const note = became?.gone ? null : this.note;
    return h(
      'div',
      { class: 'note-place', 'aria-live': 'polite', key: 'note' },
      note &&
        h(
          'div',
          { class: `note${note.bad ? ' note-bad' : note.mild ? ' note-mild' : ''}`, key: `note-${note.id}` },
          icon(note.bad ? 'alert' : note.mild ? 'waiting' : 'decided'),
          h('p', {}, became ? say(became) : note.text),
          note.undo && button(t('undo'), () => this.#undo(note), { kind: 'note', key: 'undo' }),
          h('button', { type: 'button', class: 'note-close', 'aria-label': t('close'), key: 'close', onclick: () => this.#closeNote() }, icon('close')),
        ),
    );
  }

  /** What was said in another language is not left standing; what can be undone stays until it cannot. */
  spoken() {
    if (this.note && !this.note.undo) this.#closeNote();
    this.redraw();
  }

  #note(one) {
    this.#keepRecent([one, ...this.recent].slice(0, 8));
  }

  /** What was just done is looked at again after the browser was closed. */
  #keepRecent(recent) {
    this.recent = recent;
    save(`zhijia.recent.${this.info.town}.${this.n}`, JSON.stringify(recent));
  }

  #closeNote() {
    clearTimeout(this.note?.timer);
    this.note = null;
    this.redraw();
  }

  #undo(note) {
    this.#closeNote();
    this.#keepRecent(this.recent.filter((one) => one.undo !== note.undo));
    this.act('undo', { record: note.record, undo: note.undo }, { done: t('note.undone') });
  }

  #tabBar() {
    const top = this.stack[0].name;
    return h(
      'nav',
      { class: 'phone-tabs', 'aria-label': t('tabs.phone', { role: t(`role.${this.info.role}`) }), key: 'tabs' },
      this.tabs.map(([name, label, sign]) =>
        h(
          'button',
          { type: 'button', key: name, class: 'phone-tab', 'aria-current': name === top ? 'page' : null, onclick: () => this.tab(name) },
          icon(sign),
          h('span', {}, t(label)),
        ),
      ),
    );
  }

  /** The line above the phone: whose it is, and its airplane switch. */
  caption() {
    const status = this.lists.one('status');
    const { person } = this.info;
    return h(
      'div',
      { class: 'caption' },
      h('div', { class: 'caption-who' }, h('strong', {}, t(`role.${this.info.role}`)), h('p', {}, this.lists.one('profile')?.name || person.name, h('span', {}, t('middot'), person.union))),
      toggle(t('airplane'), Boolean(status?.airplane), () => this.act('airplane', { on: !status?.airplane }), { key: 'air', sign: 'plane', label: `${t('airplane')}${t('middot')}${t(`role.${this.info.role}`)}` }),
    );
  }
}
