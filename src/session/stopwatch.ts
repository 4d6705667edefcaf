/** Time that can be held: how long something has run, pauses left out. */

export class Stopwatch {
  readonly #nowMs: () => number;
  #beforeMs = 0;
  /** When it was last set going; null while it stands. */
  #sinceMs: number | null = null;

  /** `nowMs`: any clock that does not run backwards, in milliseconds. It stands until it is started. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get elapsedMs(): number {
    return this.#sinceMs === null ? this.#beforeMs : this.#beforeMs + this.#nowMs() - this.#sinceMs;
  }

  start(): void {
    this.#sinceMs ??= this.#nowMs();
  }

  stop(): void {
    this.#beforeMs = this.elapsedMs;
    this.#sinceMs = null;
  }

  /** From when it had so much; it goes on or stands as before. */
  restartAt(elapsedMs: number): void {
    this.#beforeMs -= elapsedMs;
  }
}
