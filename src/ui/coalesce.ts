/** Turns a flood of "something changed" into a few calls a second. Pure; the first call comes at once, the last is never lost. */

export interface Timers {
  /** Milliseconds of a clock that never runs backwards. */
  readonly nowMs: () => number;
  /** Calls `run` once after `delayMs`; the answer takes it back. */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

export const REAL_TIMERS: Timers = {
  nowMs: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

export class Coalescer {
  readonly #run: () => void;
  readonly #intervalMs: number;
  readonly #timers: Timers;
  #lastRunMs = -Infinity;
  #cancel: (() => void) | null = null;

  /** Runs `run` at most once in `intervalMs`. */
  constructor(run: () => void, intervalMs: number, timers: Timers = REAL_TIMERS) {
    this.#run = run;
    this.#intervalMs = intervalMs;
    this.#timers = timers;
  }

  request(): void {
    if (this.#cancel !== null) return;
    const delayMs = Math.max(0, this.#lastRunMs + this.#intervalMs - this.#timers.nowMs());
    this.#cancel = this.#timers.after(delayMs, () => {
      this.#cancel = null;
      this.#lastRunMs = this.#timers.nowMs();
      this.#run();
    });
  }

  dispose(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
