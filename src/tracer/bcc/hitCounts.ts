/**
 * How often each probe was hit, as far as the records that came say it: lower bounds, since what was hit after the
 * last record of a processor is not known yet.
 */

import type { DecodedEvent } from '../decoded.ts';
import type { CountWord } from './limiter.ts';

export class HitCounts {
  /** Hits of one probe: in all, on each processor, and those of which a record came. */
  readonly #probes: { hits: number; recorded: number; readonly onProcessor: Map<number, number> }[];
  #isChanged = false;
  #saysMore = false;

  /** @param probes of the plan */
  constructor(probes: number) {
    this.#probes = Array.from({ length: probes }, () => ({ hits: 0, recorded: 0, onProcessor: new Map() }));
  }

  /** To be called with every record of the probe. */
  saw(probe: number, { isSample, processor, hits }: CountWord): void {
    const counts = this.#probes[probe];
    if (counts === undefined) return;
    if (!isSample) counts.recorded++;
    const more = hits - (counts.onProcessor.get(processor) ?? 0);
    if (more > 0) {
      counts.onProcessor.set(processor, hits);
      counts.hits += more;
      this.#isChanged = true;
    }
    if (counts.hits > counts.recorded) this.#saysMore = true;
  }

  /** Tells the counts when they have changed, and say or once said more than the records themselves. */
  news(): DecodedEvent[] {
    if (!this.#isChanged || !this.#saysMore) return [];
    this.#isChanged = false;
    return [{ type: 'counts', hits: this.#probes.map(({ hits }) => hits), isExact: false }];
  }
}
