// The browser's own way back: each screen that is opened is one step of it, on whichever phone.

export class Trail {
  #steps = [];

  constructor() {
    addEventListener('popstate', () => this.#popped());
  }

  /** A phone opened a screen. */
  opened(phone) {
    this.#steps.push(phone);
    history.pushState(null, '');
  }

  /** A phone comes back after a reload with so many opened screens: the browser still has their steps. */
  restored(phone, count) {
    for (let i = 0; i < count; i += 1) this.#steps.push(phone);
  }

  /** Back on one phone: through the browser where its screen was the last that was opened. */
  back(phone) {
    if (this.#steps.at(-1) === phone) {
      history.back();
      return;
    }
    const at = this.#steps.lastIndexOf(phone);
    if (at >= 0) this.#steps.splice(at, 1);
    phone.stepBack();
  }

  #popped() {
    // A step whose screen was left by a tab is passed over.
    while (this.#steps.length) if (this.#steps.pop().stepBack()) return;
  }
}
