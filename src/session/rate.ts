/**
 * Hits per second over the last few seconds.
 * Counted in slots of time, so its cost does not grow with the rate.
 */

const SLOT_MS = 250;
const SLOTS = 20;
/** A rate over less than this says nothing. */
const SHORTEST_MS = 1000;

export class SlidingRate {
  readonly #nowMs: () => number;
  readonly #counts = new Array<number>(SLOTS).fill(0);
  /** Number of the newest slot since the clock's zero. */
  #newestSlot: number;
  #startMs: number;

  /** `nowMs`: any clock that does not run backwards, in milliseconds. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#startMs = nowMs();
    this.#newestSlot = Math.floor(this.#startMs / SLOT_MS);
  }

  add(hits: number): void {
    this.#advance(this.#nowMs());
    const slot = this.#newestSlot % SLOTS;
    this.#counts[slot] = (this.#counts[slot] ?? 0) + hits;
  }

  /** Hits per second; null until there has been a second to count in. */
  perSecond(): number | null {
    const nowMs = this.#nowMs();
    this.#advance(nowMs);
    const windowStartMs = Math.max(this.#startMs, (this.#newestSlot - SLOTS + 1) * SLOT_MS);
    const windowMs = nowMs - windowStartMs;
    if (windowMs < SHORTEST_MS) return null;
    const hits = this.#counts.reduce((sum, count) => sum + count, 0);
    return (hits * 1000) / windowMs;
  }

  /** Forgets everything and counts from now. */
  restart(): void {
    this.#counts.fill(0);
    this.#startMs = this.#nowMs();
    this.#newestSlot = Math.floor(this.#startMs / SLOT_MS);
  }

  #advance(nowMs: number): void {
    const slot = Math.floor(nowMs / SLOT_MS);
    const steps = Math.min(slot - this.#newestSlot, SLOTS);
    for (let step = 0; step < steps; step++) this.#counts[(slot - step) % SLOTS] = 0;
    this.#newestSlot = Math.max(this.#newestSlot, slot);
  }
}
