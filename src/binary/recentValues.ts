/** The values made last, by key: a cache of fixed length that forgets what was used longest ago. */

export class RecentValues<K, V> {
  readonly #limit: number;
  /** In the order of use. */
  readonly #values = new Map<K, { readonly value: V }>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The value of a key, made anew when it is not among the last ones. */
  get(key: K, make: () => V): V {
    const entry = this.#values.get(key) ?? { value: make() };
    this.#values.delete(key);
    this.#values.set(key, entry);
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.#limit) break;
      this.#values.delete(oldest);
    }
    return entry.value;
  }
}
