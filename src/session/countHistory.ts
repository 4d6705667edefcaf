/**
 * Entries of each place in each of the last intervals between two reports. A report costs one pass over the places and
 * no allocation once the history is full; rows and rates are made when they are asked for.
 */

import { HISTORY_LENGTH } from './functionCount.ts';

/** A rate is of so much of the last time, or little more. */
const WINDOW_MS = 5000;
/** A rate over less than this says nothing. */
const SHORTEST_MS = 1000;

interface Interval {
  /** By place. */
  readonly entries: Float64Array;
  lengthMs: number;
}

export class CountHistory {
  /** Entries of each place when the open interval began. */
  readonly #begin: Float64Array;
  /** Oldest first; at most HISTORY_LENGTH. */
  readonly #intervals: Interval[] = [];

  constructor(places: number) {
    this.#begin = new Float64Array(places);
  }

  /** Ends the open interval, which was `lengthMs` long and at whose end each place had `entries`. */
  close(entries: Float64Array, lengthMs: number): void {
    const oldest = this.#intervals.length < HISTORY_LENGTH ? undefined : this.#intervals.shift();
    const interval = oldest ?? { entries: new Float64Array(this.#begin.length), lengthMs };
    interval.lengthMs = lengthMs;
    for (let place = 0; place < entries.length; place++)
      interval.entries[place] = (entries[place] ?? 0) - (this.#begin[place] ?? 0);
    this.#begin.set(entries);
    this.#intervals.push(interval);
  }

  /** Forgets all; the open interval begins at `entries`. */
  restart(entries: Float64Array): void {
    this.#intervals.length = 0;
    this.#begin.set(entries);
  }

  /** Entries of the places together in each interval, oldest first. */
  of(places: readonly number[]): number[] {
    return this.#intervals.map(({ entries }) => sumOf(entries, places));
  }

  /** The same a second over the last seconds; null until there has been a second to count in. */
  perSecond(places: readonly number[]): number | null {
    let lengthMs = 0;
    let sum = 0;
    for (let index = this.#intervals.length - 1; index >= 0 && lengthMs < WINDOW_MS; index--) {
      const interval = this.#intervals[index];
      if (interval === undefined) break;
      lengthMs += interval.lengthMs;
      sum += sumOf(interval.entries, places);
    }
    return lengthMs < SHORTEST_MS ? null : (sum * 1000) / lengthMs;
  }
}

/** Values of the places, added. */
export function sumOf(values: Float64Array, places: readonly number[]): number {
  let sum = 0;
  for (const place of places) sum += values[place] ?? 0;
  return sum;
}
