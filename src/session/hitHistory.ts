/** The records of a trace that the views show: the first, the last ones, the last call with its arguments, and how they ended. */

import type { Hit } from '../model/hit.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { CallOutcome } from './callOutcome.ts';
import { Ring } from './ring.ts';

/** Hits kept for the views. */
export const KEPT_HITS = 200;

export interface RecordedHit {
  readonly hit: Hit;
  /** Of the build that was hit: it says what the hit's probe and arguments are. */
  readonly plan: ProbePlan;
  /** Time of day, nanoseconds since the epoch. */
  readonly wallTimeNs: bigint;
}

interface RecordedCall {
  readonly recorded: RecordedHit;
  /** Null before its end is known. */
  outcome: CallOutcome | null;
}

export class HitHistory {
  readonly #hits = new Ring<RecordedHit>(KEPT_HITS);
  #calls = new WeakMap<Hit, RecordedCall>();
  #count = 0;
  #first: RecordedHit | null = null;
  #last: RecordedHit | null = null;
  #lastCall: RecordedHit | null = null;
  #isRecording = true;
  #isOld = false;

  /** How many there were, also those that are not kept. */
  get count(): number {
    return this.#count;
  }

  get first(): RecordedHit | null {
    return this.#first;
  }

  get last(): RecordedHit | null {
    return this.#last;
  }

  /** The last hit that was a call, and no poll: it carries the function's arguments. */
  get lastCall(): RecordedHit | null {
    return this.#lastCall;
  }

  /** Whether hits have gone by unrecorded since the last call: its arguments are older than the count. */
  get isOld(): boolean {
    return this.#isOld;
  }

  /** At most `count` of the last hits, oldest first. */
  lastHits(count: number): RecordedHit[] {
    return this.#hits.last(count);
  }

  /** How the call of a hit ended; null while that is not known. */
  outcomeOf(hit: Hit): CallOutcome | null {
    return this.#calls.get(hit)?.outcome ?? null;
  }

  /** Takes the end of a call. Returns its hit; null for one of before the last `clear`. */
  end(outcome: CallOutcome): RecordedHit | null {
    const call = this.#calls.get(outcome.hit);
    if (call === undefined) return null;
    call.outcome = outcome;
    return call.recorded;
  }

  add(recorded: RecordedHit): void {
    const { hit, plan } = recorded;
    this.#count++;
    this.#hits.push(recorded);
    this.#calls.set(hit, { recorded, outcome: null });
    this.#first ??= recorded;
    this.#last = recorded;
    if (plan.probes[hit.probe]?.instance.kind !== 'body') return;
    this.#lastCall = recorded;
    // A record may come after word of those that went by since.
    this.#isOld = !this.#isRecording;
  }

  /** Hits are recorded from now on, or only counted. */
  record(isOn: boolean): void {
    this.#isRecording = isOn;
    if (!isOn) this.#isOld = true;
  }

  clear(): void {
    this.#count = 0;
    this.#first = this.#last = this.#lastCall = null;
    this.#hits.clear();
    this.#calls = new WeakMap();
  }
}
