/** Some virtual addresses, and quick answers to whether any of them lies in a range. */

import type { AddressRange } from './addressRanges.ts';

export class AddressSet {
  readonly #addresses: ReadonlySet<bigint>;
  readonly #sorted: readonly bigint[];

  constructor(addresses: readonly bigint[]) {
    this.#addresses = new Set(addresses);
    this.#sorted = [...this.#addresses].sort((a, b) => (a < b ? -1 : 1));
  }

  has(virtualAddress: bigint): boolean {
    return this.#addresses.has(virtualAddress);
  }

  hasAnyIn({ start, end }: AddressRange): boolean {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] ?? 0n) < start) low = middle + 1;
      else high = middle;
    }
    const first = this.#sorted[low];
    return first !== undefined && first < end;
  }
}
