/**
 * Hits of each probe over a whole run, of which each child counts from zero. What was hit while one child took the place
 * of another nobody knows: from then on the counts are lower bounds.
 */

import type { Passage } from '../model/passage.ts';
import type { DecodedEvent } from './decoded.ts';

export class CountsOfRun {
  /** Of the children that are gone. */
  #before: number[];
  /** Of the child that runs: whose record came, and what it says itself. */
  #recorded: number[];
  #counted: number[];
  #hasRestarted = false;

  /** @param probes of the plan */
  constructor(probes: number) {
    this.#before = Array<number>(probes).fill(0);
    this.#recorded = [...this.#before];
    this.#counted = [...this.#before];
  }

  /** Another child begins. */
  restart(): void {
    this.#before = this.#sum();
    this.#recorded.fill(0);
    this.#counted.fill(0);
    this.#hasRestarted = true;
  }

  /** Events of the child that runs -> the same, with counts of the run. */
  ofRun(events: readonly DecodedEvent[]): DecodedEvent[] {
    for (const event of events) {
      if (event.type === 'passages') this.#take(event.passages);
      if (event.type === 'counts') this.#counted = [...event.hits];
    }
    if (!this.#hasRestarted || !events.some(({ type }) => type === 'passages' || type === 'counts')) return [...events];
    // A child may say nothing where its records say it all; those of the children before are to be added.
    const others = events.filter(({ type }) => type !== 'counts');
    return [...others, { type: 'counts', hits: this.#sum(), isExact: false }];
  }

  #take(passages: readonly Passage[]): void {
    for (const { point } of passages) {
      const before = this.#recorded[point];
      // Exits are no hits.
      if (before !== undefined) this.#recorded[point] = before + 1;
    }
  }

  #sum(): number[] {
    return this.#before.map((before, probe) => {
      return before + Math.max(this.#recorded[probe] ?? 0, this.#counted[probe] ?? 0);
    });
  }
}
