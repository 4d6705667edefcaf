/**
 * Calls as lines in the order of time: one line where a call ends before anything else happens, else a line where it
 * begins and another where it ends, as in
 *
 *     demo::fib(n=2)
 *     demo::fib(n=1) → 1 in 1.1 µs
 *     demo::fib(n=0) → 0 in 1.0 µs
 *     ← demo::fib → 1 in 24 µs
 *
 * For that the line of a call is held back for a moment.
 */

import type { Hit } from '../model/hit.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { CallOutcome } from './callOutcome.ts';
import { REAL_TIMERS, type Timers } from './timers.ts';

/** Longer than the ends of short calls take to come after their begins; short for a person. */
const HOLD_MS = 50;

interface PlannedHit {
  readonly hit: Hit;
  readonly plan: ProbePlan;
}

export interface CallLinesOptions<Call> {
  /** A call whose end is not known yet, or with its end. */
  readonly writeCall: (call: Call, outcome: CallOutcome | null) => void;
  /** The end of a call that was written before. */
  readonly writeReturn: (call: Call, outcome: CallOutcome) => void;
  readonly timers?: Timers;
}

/** `Call` is what the user of the lines keeps of a hit. */
export class CallLines<Call extends PlannedHit> {
  readonly #options: CallLinesOptions<Call>;
  readonly #timers: Timers;
  #held: Call | null = null;
  #heldSinceMs = 0;
  /** One timer for all: calls that are held come and go by the thousand. */
  #isTimed = false;

  constructor(options: CallLinesOptions<Call>) {
    this.#options = options;
    this.#timers = options.timers ?? REAL_TIMERS;
  }

  /** A call begins. */
  enter(call: Call): void {
    this.flush();
    if (!call.plan.exits.some(({ entry }) => entry === call.hit.probe)) {
      this.#options.writeCall(call, null);
      return;
    }
    this.#held = call;
    this.#heldSinceMs = this.#timers.nowMs();
    if (!this.#isTimed) this.#wait(HOLD_MS);
  }

  /** It ends. Of an end that was not seen there is nothing to say. */
  leave(call: Call, outcome: CallOutcome): void {
    if (outcome.kind === 'unseen') return;
    if (this.#held?.hit === call.hit) {
      this.#held = null;
      this.#options.writeCall(call, outcome);
    } else {
      this.flush();
      this.#options.writeReturn(call, outcome);
    }
  }

  /** Writes the call that is held back. To be called before anything else is written, and at the end. */
  flush(): void {
    const held = this.#held;
    if (held === null) return;
    this.#held = null;
    this.#options.writeCall(held, null);
  }

  /** Writes the call that is held then, once that has been for long enough. */
  #wait(delayMs: number): void {
    this.#isTimed = true;
    this.#timers.after(delayMs, () => {
      this.#isTimed = false;
      if (this.#held === null) return;
      const leftMs = this.#heldSinceMs + HOLD_MS - this.#timers.nowMs();
      if (leftMs > 0) this.#wait(leftMs);
      else this.flush();
    });
  }
}
