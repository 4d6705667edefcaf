/** Collects what a probe reads; the same read is made once. */

import type { Read } from '../model/read.ts';

export class ReadList {
  readonly #reads: Read[] = [];
  readonly #indexes = new Map<string, number>();

  get reads(): readonly Read[] {
    return this.#reads;
  }

  /** Index of the read among the probe's. */
  add(read: Read): number {
    const key = JSON.stringify(read);
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    this.#reads.push(read);
    this.#indexes.set(key, this.#reads.length - 1);
    return this.#reads.length - 1;
  }
}
