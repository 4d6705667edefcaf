/** Turns a flood of "something changed" into a few calls a second. Pure; the first call comes at once, the last is never lost. */

import { REAL_TIMERS, type Timers } from '../session/timers.ts';

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
