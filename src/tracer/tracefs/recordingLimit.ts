/**
 * Decides when hits come too fast to be recorded, and when they may be again. Time is cut into seconds: more records in
 * one than the limit and it is over; a whole second of fewer hits and it is well again.
 */

const SECOND_NS = 1_000_000_000n;

export class RecordingLimit {
  #perSecond: number | null;
  #second = -1n;
  #records = 0;
  /** Records of before do not matter any more. */
  #sinceNs = -1n;
  #isOver = false;
  #lastTotal: { readonly hits: number; readonly timeNs: bigint } | null = null;

  /** `perSecond`: null for no limit. */
  constructor(perSecond: number | null) {
    this.#perSecond = perSecond;
  }

  /** Whether hits should only be counted now. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** A record, at any pace and in nearly any order. */
  sawRecord(timeNs: bigint): void {
    if (timeNs < this.#sinceNs) return;
    const second = timeNs / SECOND_NS;
    if (second > this.#second) {
      this.#second = second;
      this.#records = 0;
    }
    this.#records++;
    if (this.#perSecond === null || this.#records <= this.#perSecond || this.#isOver) return;
    this.#isOver = true;
    this.#lastTotal = null;
  }

  /** The number of all hits at a time, recorded or not. */
  sawTotal(hits: number, timeNs: bigint): void {
    if (!this.#isOver || this.#perSecond === null) return;
    const last = this.#lastTotal;
    if (last === null) {
      this.#lastTotal = { hits, timeNs };
      return;
    }
    const elapsedNs = timeNs - last.timeNs;
    if (elapsedNs < SECOND_NS) return;
    this.#lastTotal = { hits, timeNs };
    if (hits - last.hits > (this.#perSecond * Number(elapsedNs)) / Number(SECOND_NS)) return;
    this.#isOver = false;
    this.#records = 0;
    this.#sinceNs = timeNs;
  }

  /** No limit from now on. */
  lift(): void {
    this.#perSecond = null;
    this.#isOver = false;
  }
}
