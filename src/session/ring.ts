/** The last items of an endless row. */

export class Ring<T> {
  readonly #capacity: number;
  #items: T[] = [];
  /** Position of the oldest item once the ring is full. */
  #oldest = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(item: T): void {
    if (this.#items.length < this.#capacity) {
      this.#items.push(item);
      return;
    }
    this.#items[this.#oldest] = item;
    this.#oldest = (this.#oldest + 1) % this.#capacity;
  }

  /** At most `count` of the last items, oldest first. */
  last(count: number): T[] {
    const inOrder = [...this.#items.slice(this.#oldest), ...this.#items.slice(0, this.#oldest)];
    return count >= inOrder.length ? inOrder : inOrder.slice(inOrder.length - count);
  }

  clear(): void {
    this.#items = [];
    this.#oldest = 0;
  }
}
