/**
 * Between the wish to stop and the end of the tracer: what was hit before the wish may still be in the kernel's rings,
 * and is lost when the tracer is interrupted. This waits until no more of it comes.
 */

import { systemClock, type Clock } from './clock.ts';

/** Nothing of before has come for so long: there is no more. */
export const QUIET_MS = 300;

/** A stop is not made to wait longer. */
export const LONGEST_DRAIN_MS = 3_000;

export class Drain {
  readonly #clock: Clock;
  #wishedNs: bigint | null = null;
  #onEnd: (isComplete: boolean) => void = () => undefined;
  #cancelQuiet: () => void = () => undefined;
  #cancelLongest: () => void = () => undefined;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /**
   * To be called once, when stopping is wished for. Resolves to true when nothing from before is missing any more,
   * to false when the tracer is too far behind to wait for.
   */
  finish(): Promise<boolean> {
    this.#wishedNs = this.#clock.nowNs();
    this.#cancelLongest = this.#clock.schedule(() => {
      this.#end(false);
    }, LONGEST_DRAIN_MS);
    this.#awaitQuiet();
    return new Promise(resolve => {
      this.#onEnd = resolve;
    });
  }

  /** Tells of hits that have come; only those from before `finish` are waited for. */
  sawHits(hits: readonly { readonly timeNs: bigint }[]): void {
    const wishedNs = this.#wishedNs;
    if (wishedNs === null || hits.every(({ timeNs }) => timeNs > wishedNs)) return;
    this.#cancelQuiet();
    this.#awaitQuiet();
  }

  #awaitQuiet(): void {
    this.#cancelQuiet = this.#clock.schedule(() => {
      this.#end(true);
    }, QUIET_MS);
  }

  #end(isComplete: boolean): void {
    this.#wishedNs = null;
    this.#cancelQuiet();
    this.#cancelLongest();
    this.#onEnd(isComplete);
  }
}
