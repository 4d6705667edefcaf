/**
 * Decides when records come too fast, and when they may come again. Time is cut into seconds: more records in one than
 * the limit and it is over; a whole second of fewer calls and it is well again. Where the number of calls says nothing
 * about that of the records, it is tried again after a while.
 */

const SECOND_NS = 1_000_000_000n;

/** From the end of recording to the next try. */
const RETRY_NS = 3n * SECOND_NS;

export class RecordingLimit {
  #perSecond: number | null;
  readonly #tries: boolean;
  /** The second that is counted ends then. */
  #secondEndNs = -1n;
  #records = 0;
  /** Records of before do not matter any more. */
  #sinceNs = -1n;
  #isOver = false;
  #overSinceNs = 0n;
  #lastTotal: { readonly hits: number; readonly timeNs: bigint } | null = null;

  /**
   * @param perSecond null for no limit
   * @param tries calls are more than records could be
   */
  constructor(perSecond: number | null, tries = false) {
    this.#perSecond = perSecond;
    this.#tries = tries;
  }

  /** Whether nothing should be recorded now. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** A record, at any pace and in nearly any order. */
  sawRecord(timeNs: bigint): void {
    if (timeNs < this.#sinceNs) return;
    if (timeNs >= this.#secondEndNs) {
      this.#secondEndNs = (timeNs / SECOND_NS + 1n) * SECOND_NS;
      this.#records = 0;
    }
    this.#records++;
    if (this.#perSecond === null || this.#records <= this.#perSecond || this.#isOver) return;
    this.#isOver = true;
    this.#overSinceNs = timeNs;
    this.#lastTotal = null;
  }

  /** Time goes by. */
  sawTime(timeNs: bigint): void {
    if (this.#tries && this.#isOver && timeNs - this.#overSinceNs >= RETRY_NS) this.#recordFrom(timeNs);
  }

  /** The number of all calls at a time, recorded or not. */
  sawTotal(hits: number, timeNs: bigint): void {
    if (this.#tries || !this.#isOver || this.#perSecond === null) return;
    const last = this.#lastTotal;
    if (last === null) {
      this.#lastTotal = { hits, timeNs };
      return;
    }
    const elapsedNs = timeNs - last.timeNs;
    if (elapsedNs < SECOND_NS) return;
    this.#lastTotal = { hits, timeNs };
    if (hits - last.hits > (this.#perSecond * Number(elapsedNs)) / Number(SECOND_NS)) return;
    this.#recordFrom(timeNs);
  }

  #recordFrom(timeNs: bigint): void {
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
