/**
 * Hits of each probe of one tracer. They are told twice: by their records, one a hit, of which some may be missing or
 * late, and by counts, which come now and then and hold every hit up to some moment before. A record that was made
 * after counts had come is of a hit that these do not hold. So there are at least as many hits as records, and as many
 * as the counts and the records after them; told on is the larger of both.
 *
 * Two tracers with probes in the very same file see the same hits. Their records are divided by time (liveTrace.ts);
 * counts have no common moment, so the first tracer's are not taken after the division, and the second one's begin at
 * the first that are surely younger. Both are lower bounds then.
 */

/** How old counts may be when they come, milliseconds; a generous bound. */
const OLDEST_COUNTS_MS = 1000;

export class RunCounts {
  readonly #records: number[];
  /** Records of hits after the last counts. */
  readonly #later: number[];
  readonly #counted: number[];
  readonly #told: number[];
  /** When the last counts came, CLOCK_MONOTONIC. */
  #countedNs = -1n;
  /** What counts are relative to; null until it is known. */
  #base: readonly number[] | null;
  #baseAfterMs = 0;
  #areTaken = true;
  #areExact = false;
  #isDivided = false;
  #mayMiss = false;

  constructor(probes: number) {
    const none = new Array<number>(probes).fill(0);
    this.#records = none.slice();
    this.#later = none.slice();
    this.#counted = none.slice();
    this.#told = none.slice();
    this.#base = none;
  }

  /** Whether what was told is all there was, up to some moment. */
  get isExact(): boolean {
    return !this.#mayMiss || (this.#areExact && !this.#isDivided);
  }

  /** Takes the record of a hit. Returns whether that has been told with counts before. */
  record(probe: number, timeNs: bigint): boolean {
    this.#records[probe] = (this.#records[probe] ?? 0) + 1;
    if (timeNs > this.#countedNs) this.#later[probe] = (this.#later[probe] ?? 0) + 1;
    return this.#tell(probe) === 0;
  }

  /**
   * Takes counts since the probes were attached. Returns how many hits of each probe have not been told before.
   * Both times are now: of any clock, and CLOCK_MONOTONIC.
   */
  count(hits: readonly number[], isExact: boolean, nowMs: number, nowNs: bigint): number[] {
    if (!this.#areTaken || (this.#base === null && nowMs < this.#baseAfterMs)) return [];
    const base = (this.#base ??= hits.slice());
    this.#areExact = isExact;
    this.#countedNs = nowNs;
    return this.#told.map((_, probe) => {
      this.#counted[probe] = Math.max(this.#counted[probe] ?? 0, (hits[probe] ?? 0) - (base[probe] ?? 0));
      this.#later[probe] = 0;
      return this.#tell(probe);
    });
  }

  /** Hits go by, or went by, of which there are no records: until counts come, they are missing. */
  miss(): void {
    this.#mayMiss = true;
    this.#areExact = false;
  }

  /** No counts will come any more: hits after the last ones that were not recorded are missing. */
  lapse(): void {
    this.#areExact = false;
  }

  /** How many more hits are to be told of now. */
  #tell(probe: number): number {
    const told = this.#told[probe] ?? 0;
    const known = Math.max(this.#records[probe] ?? 0, (this.#counted[probe] ?? 0) + (this.#later[probe] ?? 0));
    this.#told[probe] = Math.max(told, known);
    return Math.max(0, known - told);
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
