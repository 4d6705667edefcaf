/** Numbers in a row without an object each: what a table of a million entries is made of. */

import { MalformedError } from './malformedError.ts';

type Numbers = Uint32Array | Float64Array;

const FIRST_CAPACITY = 256;

export class Column {
  #values: Numbers;
  #length: number;

  /** Over values that are there already, or growing from nothing. */
  constructor(values: Numbers, length = values.length) {
    this.#values = values;
    this.#length = length;
  }

  static ofU32(): Column {
    return new Column(new Uint32Array(FIRST_CAPACITY), 0);
  }

  /** For addresses and offsets, which pass 32 bits and stay below 2^53. */
  static ofF64(): Column {
    return new Column(new Float64Array(FIRST_CAPACITY), 0);
  }

  get length(): number {
    return this.#length;
  }

  /** The values themselves; valid until the next change. */
  get values(): Numbers {
    return this.#values.subarray(0, this.#length);
  }

  /** Throws `MalformedError` outside the column: an index may come from a file. */
  at(index: number): number {
    const value = index < this.#length ? this.#values[index] : undefined;
    if (value === undefined) throw new MalformedError('the function index', `it has no entry ${index}`);
    return value;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length++] = value;
  }

  /** Forgets everything behind the first `length` values. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  /** Place of a value in `[start, end)`, which is sorted; -1 when it is not there. */
  search(value: number, start: number, end: number): number {
    let low = start;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#values[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low < end && this.#values[low] === value ? low : -1;
  }

  #grow(): void {
    const capacity = Math.max(FIRST_CAPACITY, Math.ceil(this.#length * 1.5));
    const grown = this.#values instanceof Float64Array ? new Float64Array(capacity) : new Uint32Array(capacity);
    grown.set(this.#values);
    this.#values = grown;
  }
}
