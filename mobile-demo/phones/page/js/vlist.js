// Thousands of rows of any height: blocks of rows that are fetched and drawn near the view,
// and replaced by their measured height away from it. Nothing is cut, however large the type.

import { h } from './dom.js';

const BLOCK = 25;

/** Props: `query` (a new one starts over), `revision` (a new one refreshes), `total`, `load(from, count)`, `draw(item, index)`, `rem` (guess of a row). */
export class BlockList {
  constructor(el, props) {
    this.el = el;
    this.props = props;
    el.className = 'blocks';
    el.setAttribute('role', 'list');
    // Most drawings only bring new props to a list that is shown already: build nothing for those.
    queueMicrotask(() => el.isConnected && this.#mount());
  }

  #mount() {
    // The margin counts from the scrolling box itself; from the window it would end at that box's edge.
    const root = this.el.closest('.phone-main');
    this.near = new IntersectionObserver((entries) => entries.forEach((entry) => this.#seen(entry)), { root, rootMargin: '800px 0px' });
    this.start(this.props);
  }

  update(props) {
    const { query, revision, total } = this.props;
    if (!this.near) {
      this.props = props;
    } else if (props.query !== query || props.total !== total) {
      this.start(props);
    } else {
      // Rows stay as they are while nothing about them changed: a tap must find the row it began on.
      this.props = props;
      if (props.revision === revision) return;
      for (const block of this.blocks) {
        if (block.near) this.#fill(block, true);
        else block.items = null;
      }
    }
  }

  start(props) {
    this.props = props;
    this.near.disconnect();
    this.blocks = [];
    const count = Math.ceil(props.total / BLOCK);
    for (let i = 0; i < count; i += 1) {
      const rows = Math.min(BLOCK, props.total - i * BLOCK);
      const el = h('div', { class: 'block', role: 'presentation' });
      el.style.minHeight = `${rows * props.rem}rem`;
      this.blocks.push({ el, from: i * BLOCK, rows, near: false, items: null });
      el.block = this.blocks[i];
    }
    this.el.replaceChildren(...this.blocks.map((block) => block.el));
    for (const block of this.blocks) this.near.observe(block.el);
  }

  #seen(entry) {
    const { block } = entry.target;
    if (!block || !this.blocks.includes(block)) return;
    block.near = entry.isIntersecting;
    if (block.near) {
      this.#fill(block, false);
    } else if (block.el.childElementCount && !block.el.contains(document.activeElement)) {
      const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
      block.el.style.minHeight = `${block.el.offsetHeight / root}rem`;
      block.el.replaceChildren();
    }
  }

  async #fill(block, again) {
    if (!block.items || again) {
      const asked = this.props.query;
      const items = await this.props.load(block.from, block.rows);
      if (!items || asked !== this.props.query || !this.blocks.includes(block)) return;
      block.items = items;
    }
    const focused = block.el.contains(document.activeElement) ? document.activeElement.closest('[data-row]')?.dataset.row : null;
    block.el.replaceChildren(
      ...block.items.map((item, i) => {
        const node = this.props.draw(item, block.from + i);
        node.dataset.row = item.id;
        const wrap = h('div', { role: 'listitem', 'aria-setsize': this.props.total, 'aria-posinset': block.from + i + 1 }, node);
        return wrap;
      }),
    );
    block.el.style.minHeight = '';
    if (focused) block.el.querySelector(`[data-row="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }
}
