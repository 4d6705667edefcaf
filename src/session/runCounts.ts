/**
 * Hits of each probe of one tracer. They are told twice: by their records, one a hit, of which some may be missing or
 * late, and by counts, which come now and then and hold every hit up to some moment. Told on is the larger of both.
 *
 * Two tracers with probes in the very same file see the same hits. Their records are divided by time (liveTrace.ts);
 * counts have no common moment, so the first tracer's are not taken after the division, and the second one's begin at
 * the first that are surely younger. Both are lower bounds then.
 */

/** How old counts may be when they come, milliseconds; a generous bound. */
const OLDEST_COUNTS_MS = 1000;

export class RunCounts {
  readonly #records: number[];
  readonly #counted: number[];
  /** What counts are relative to; null until it is known. */
  #base: readonly number[] | null;
  #baseAfterMs = 0;
  #areTaken = true;
  #areExact = false;
  #isDivided = false;
  #mayMiss = false;

  constructor(probes: number) {
    this.#records = new Array<number>(probes).fill(0);
    this.#counted = new Array<number>(probes).fill(0);
    this.#base = this.#counted.slice();
  }

  /** Whether what was told is all there was, up to some moment. */
  get isExact(): boolean {
    return !this.#mayMiss || (this.#areExact && !this.#isDivided);
  }

  /** Takes a record. Returns whether its hit has been told with counts before. */
  record(probe: number): boolean {
    const records = (this.#records[probe] ?? 0) + 1;
    this.#records[probe] = records;
    return records <= (this.#counted[probe] ?? 0);
  }

  /** Takes counts since the probes were attached. Returns how many hits of each probe have not been told before. */
  count(hits: readonly number[], isExact: boolean, nowMs: number): number[] {
    if (!this.#areTaken || (this.#base === null && nowMs < this.#baseAfterMs)) return [];
    this.#base ??= hits.slice();
    this.#areExact = isExact;
    return this.#counted.map((before, probe) => {
      const counted = Math.max(before, (hits[probe] ?? 0) - (this.#base?.[probe] ?? 0));
      const told = Math.max(before, this.#records[probe] ?? 0);
      this.#counted[probe] = counted;
      return Math.max(0, counted - told);
    });
  }

  /** Records are missing from now on, or have been dropped: only counts know their hits. */
  miss(): void {
    this.#mayMiss = true;
  }

  /** Another tracer has probes in the same file now, and takes over. */
  endHere(): void {
    this.#isDivided = true;
    this.#areTaken = false;
  }

  /** Takes over from another tracer with probes in the same file. */
  beginHere(nowMs: number): void {
    this.#isDivided = true;
    this.#base = null;
    this.#baseAfterMs = nowMs + OLDEST_COUNTS_MS;
  }
}
