// What the page knows of each phone: named lists, kept as the stream tells.

const HIGHLIGHT_MS = 4000;

/** The lists of one phone (or, as number 0, of the town). */
export class Lists {
  #lists = new Map();
  #sorted = new Map();
  #fresh = new Map();

  /** Counts what came in: who asked a question of its own asks again. */
  version = 0;

  constructor(changed) {
    this.changed = changed;
  }

  /** Whether the first snapshot of `name` has come. */
  has(name) {
    return this.#lists.has(name);
  }

  /** The items of a list in their order. */
  all(name) {
    if (!this.#sorted.has(name)) {
      const items = [...(this.#lists.get(name)?.values() ?? [])];
      items.sort((a, b) => compare(rank(a), rank(b)) || compare(a.id, b.id));
      this.#sorted.set(name, items);
    }
    return this.#sorted.get(name);
  }

  /** One item by its id; without an id the only item of a list of one. */
  one(name, id) {
    return id === undefined ? this.all(name)[0] : this.#lists.get(name)?.get(id);
  }

  /** Whether the item came in within the last moments, so that it is marked once. */
  isFresh(name, id) {
    return Date.now() - (this.#fresh.get(`${name}/${id}`) ?? 0) < HIGHLIGHT_MS;
  }

  apply(kind, message) {
    const { list } = message;
    if (kind === 'snapshot') {
      this.#lists.set(list, new Map(message.items.map((item) => [item.id, item])));
    } else {
      const items = this.#lists.get(list) ?? new Map();
      this.#lists.set(list, items);
      for (const op of message.ops) {
        if (op.op === 'remove') items.delete(op.id);
        else items.set(op.item.id, op.item);
        if (op.op === 'insert') {
          this.#fresh.set(`${list}/${op.item.id}`, Date.now());
          setTimeout(() => this.changed(), HIGHLIGHT_MS + 50);
        }
      }
    }
    this.#sorted.delete(list);
    this.version += 1;
    this.changed();
  }
}

/** By its own order, else by date, else by name. */
const rank = (item) => item.order ?? item.starts_ms ?? item.name ?? 0;
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
