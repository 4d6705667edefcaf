/** A set of half-open virtual address ranges that answers in logarithmic time which of them holds an address. */

export interface AddressRange {
  /** First address. */
  readonly start: bigint;
  /** First address behind it. */
  readonly end: bigint;
}

export class AddressRanges<T extends AddressRange> {
  readonly #sorted: readonly T[];

  /** Empty ranges are dropped. Ranges should not overlap: an address in two of them may be found in neither. */
  constructor(ranges: readonly T[]) {
    this.#sorted = ranges.filter(({ start, end }) => start < end).sort((a, b) => (a.start < b.start ? -1 : 1));
  }

  /** The range that holds `virtualAddress`, or null. */
  find(virtualAddress: bigint): T | null {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const range = this.#sorted[middle];
      if (range !== undefined && range.start <= virtualAddress) low = middle + 1;
      else high = middle;
    }
    const range = this.#sorted[low - 1];
    return range !== undefined && virtualAddress < range.end ? range : null;
  }
}
