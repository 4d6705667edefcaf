/** One tracer on one build of a trace: what is kept of it, which of its hits are the trace's, and how their calls end. */

import type { Exit, Hit } from '../model/hit.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { RunningTracer, TracerEvent } from '../tracer/tracer.ts';
import type { CallOutcome } from './callOutcome.ts';
import { Calls } from './calls.ts';
import type { LiveEvent } from './liveEvent.ts';
import { RunCounts } from './runCounts.ts';

type HitEvent = Extract<LiveEvent, { type: 'hit' }>;

export class TracerRun {
  readonly plan: ProbePlan;
  /** Null until it is started. */
  tracer: RunningTracer | null = null;
  /** Whether it records hits, and does not only count them. */
  isRecording = true;
  readonly #counts: RunCounts;
  readonly #calls: Calls;
  /** Bounds of its hits on CLOCK_MONOTONIC, where two tracers have probes in the very same file. */
  #fromNs: bigint | null = null;
  #untilNs: bigint | null = null;

  constructor(plan: ProbePlan) {
    this.plan = plan;
    this.#counts = new RunCounts(plan.probes.length);
    this.#calls = new Calls(plan);
  }

  /** Whether another run in the very same file has taken over. */
  get hasSuccessor(): boolean {
    return this.#untilNs !== null;
  }

  /** Whether what was told of its hits misses none. */
  get isExact(): boolean {
    return this.#counts.isExact;
  }

  /** Takes over from `before`, a run in the very same file: each call is to be one hit. Both times are now. */
  follow(before: TracerRun, nowNs: bigint, nowMs: number): void {
    if (before.#untilNs === null) {
      before.#untilNs = nowNs;
      before.#counts.endHere();
    }
    this.#fromNs = nowNs;
    this.#counts.beginHere(nowMs);
  }

  /** What to tell of a record; null where it is no hit of this run. */
  hit(hit: Hit): HitEvent | null {
    const { timeNs, probe } = hit;
    const isEarly = this.#fromNs !== null && timeNs < this.#fromNs;
    const isLate = this.#untilNs !== null && timeNs >= this.#untilNs;
    if (isEarly || isLate) return null;
    return this.#counts.record(probe, timeNs) ? { type: 'hit', hit, wasCounted: true } : { type: 'hit', hit };
  }

  /** A hit of this run: the calls that it shows to be over. */
  enter(hit: Hit): CallOutcome[] {
    return this.#calls.enter(hit);
  }

  /** The end of a call, which may be one of before this run's hits: the calls that are over. */
  leave(exit: Exit): CallOutcome[] {
    return this.#calls.leave(exit);
  }

  /** As in RunCounts: how many hits of each probe the counts tell of that have not been told of before. */
  count({ hits, isExact }: Extract<TracerEvent, { type: 'counts' }>, nowMs: number, nowNs: bigint): readonly number[] {
    return this.#counts.count(hits, isExact, nowMs, nowNs);
  }

  /** Hits go by, or went by, of which there are no records; CLOCK_MONOTONIC now. The calls whose end is not known then. */
  miss(nowNs: bigint): CallOutcome[] {
    this.#counts.miss();
    return this.doubtCalls(nowNs);
  }

  /** Ends of calls go by, or went by, of which there are no records; as `miss`. */
  doubtCalls(nowNs: bigint): CallOutcome[] {
    return this.#calls.doubt(nowNs);
  }

  /** No counts will come any more. */
  lapse(): void {
    this.#counts.lapse();
  }

  /** Nothing will come any more: the calls whose end is not known. */
  end(): CallOutcome[] {
    return this.#calls.end();
  }
}
