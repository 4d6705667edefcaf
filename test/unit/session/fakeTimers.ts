/** Timers on a clock that the test moves. */

import type { Timers } from '../../../src/session/timers.ts';

export class FakeTimers implements Timers {
  #nowMs = 0;
  #due: { atMs: number; run: () => void }[] = [];

  readonly nowMs = (): number => this.#nowMs;

  readonly after = (delayMs: number, run: () => void): (() => void) => {
    const timer = { atMs: this.#nowMs + delayMs, run };
    this.#due.push(timer);
    return () => (this.#due = this.#due.filter(other => other !== timer));
  };

  advanceTo(ms: number): void {
    this.#nowMs = ms;
    const ready = this.#due.filter(({ atMs }) => atMs <= ms);
    this.#due = this.#due.filter(({ atMs }) => atMs > ms);
    for (const { run } of ready) run();
  }

  /** Moves on in small steps, and lets what each step has set off happen before the next. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    while (this.#nowMs < endMs) {
      this.advanceTo(Math.min(endMs, this.#nowMs + 100));
      await settle();
    }
  }
}

/** Lets everything that is due happen. */
export function settle(): Promise<void> {
  return new Promise(resolve => {
    setImmediate(resolve);
  });
}
