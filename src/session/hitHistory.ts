/** The records of a trace that the views show: the first, the last ones, the last call with its arguments, and how they ended. */

import type { Hit } from '../model/hit.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { CallOutcome } from './callOutcome.ts';
import { Ring } from './ring.ts';

/** Hits kept for the views. */
export const KEPT_HITS = 200;

/** Calls that are kept until their end is known: as many as calls.ts has open in the builds of a trace. */
const MOST_OPEN = 60_000;

export interface RecordedHit {
  readonly hit: Hit;
  /** Of the build that was hit: it says what the hit's probe and arguments are. */
  readonly plan: ProbePlan;
  /** Time of day, nanoseconds since the epoch. */
  readonly wallTimeNs: bigint;
}

interface RecordedCall extends RecordedHit {
  /** Null before its end is known. */
  outcome: CallOutcome | null;
}

export class HitHistory {
  readonly #hits = new Ring<RecordedCall>(KEPT_HITS);
  /** Those whose end may be told of, the oldest first. */
  readonly #open = new Map<Hit, RecordedCall>();
  #count = 0;
  #first: RecordedCall | null = null;
  #last: RecordedCall | null = null;
  #lastCall: RecordedCall | null = null;
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

  /** How the call of a hit that is kept ended; null while that is not known. */
  outcomeOf(hit: Hit): CallOutcome | null {
    return this.#kept(hit)?.outcome ?? null;
  }

  /** Takes the end of a call. Returns its hit; null for one of before the last `clear`. */
  end(outcome: CallOutcome): RecordedHit | null {
    const call = this.#open.get(outcome.hit) ?? this.#kept(outcome.hit);
    if (call === undefined) return null;
    this.#open.delete(outcome.hit);
    call.outcome = outcome;
    return call;
  }

  add(hit: Hit, plan: ProbePlan, wallTimeNs: bigint): RecordedHit {
    const call: RecordedCall = { hit, plan, wallTimeNs, outcome: null };
    this.#count++;
    this.#hits.push(call);
    if (probesWithEnds(plan).has(hit.probe)) this.#open.set(hit, call);
    if (this.#open.size > MOST_OPEN) this.#forgetOldest();
    this.#first ??= call;
    this.#last = call;
    if (plan.probes[hit.probe]?.instance.kind !== 'body') return call;
    this.#lastCall = call;
    // A record may come after word of those that went by since.
    this.#isOld = !this.#isRecording;
    return call;
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
    this.#open.clear();
  }

  #kept(hit: Hit): RecordedCall | undefined {
    const kept = [this.#first, this.#lastCall, ...this.#hits.last(KEPT_HITS)];
    return kept.find(call => call?.hit === hit) ?? undefined;
  }

  #forgetOldest(): void {
    const [oldest] = this.#open.keys();
    if (oldest !== undefined) this.#open.delete(oldest);
  }
}

const knownEnds = new WeakMap<ProbePlan, ReadonlySet<number | null>>();

/** Probes of whose calls an end may be told: the others' would push those out that are still open. */
function probesWithEnds(plan: ProbePlan): ReadonlySet<number | null> {
  let probes = knownEnds.get(plan);
  if (probes === undefined) knownEnds.set(plan, (probes = new Set(plan.exits.map(({ entry }) => entry))));
  return probes;
}
