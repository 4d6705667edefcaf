/**
 * One trace of one function: its state and what came of it (counts, rate, the last hits).
 * Fed with the tracer's events; who starts and stops the tracer is traceRunner.ts.
 */

import type { Hit } from '../model/hit.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import type { TracerEvent } from '../tracer/tracer.ts';
import { SlidingRate } from './rate.ts';
import { Ring } from './ring.ts';
import { nextState, type SessionState } from './sessionState.ts';
import { Signal } from './signal.ts';
import type { WallClock } from './wallClock.ts';

/** Hits kept for the views. */
export const KEPT_HITS = 200;

export interface RecordedHit {
  readonly hit: Hit;
  /** Time of day, nanoseconds since the epoch. */
  readonly wallTimeNs: bigint;
}

export interface SessionClocks {
  readonly wall: WallClock;
  /** A clock that never runs backwards, milliseconds. */
  readonly nowMs: () => number;
}

export class TraceSession {
  /** The function as it stood when the trace was started. */
  readonly function: RustFunction;
  readonly plan: ProbePlan;
  readonly #wall: WallClock;
  readonly #rate: SlidingRate;
  readonly #hits = new Ring<RecordedHit>(KEPT_HITS);
  readonly #changed = new Signal<void>();
  #state: SessionState = { kind: 'idle' };
  #command: string | null = null;
  #wasAttached = false;
  #isOutdated = false;
  #counts: number[];
  #lost = 0;
  #first: RecordedHit | null = null;
  #last: RecordedHit | null = null;
  #lastCall: RecordedHit | null = null;

  constructor(fn: RustFunction, plan: ProbePlan, clocks: SessionClocks) {
    this.function = fn;
    this.plan = plan;
    this.#wall = clocks.wall;
    this.#rate = new SlidingRate(clocks.nowMs);
    this.#counts = plan.probes.map(() => 0);
  }

  get state(): SessionState {
    return this.#state;
  }

  get isRunning(): boolean {
    return this.#state.kind !== 'ended';
  }

  /** Whether all probes were in place at some time. */
  get wasAttached(): boolean {
    return this.#wasAttached;
  }

  /** The program has been built again since: what is started from now on is not traced. */
  get isOutdated(): boolean {
    return this.#isOutdated;
  }

  /** The exact command line of the tracer, once it is known. */
  get command(): string | null {
    return this.#command;
  }

  /** Hits of each probe, in the order of `plan.probes`. */
  get counts(): readonly number[] {
    return this.#counts;
  }

  /** Calls of the function. For an `async fn` these make the future. */
  get calls(): number {
    return this.#countOf('body');
  }

  /** Polls of an `async fn`'s future. */
  get polls(): number {
    return this.#countOf('poll');
  }

  /** Events that the kernel dropped: the counts are too low by as many. */
  get lost(): number {
    return this.#lost;
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

  /** At most `count` of the last hits, oldest first. */
  lastHits(count: number): RecordedHit[] {
    return this.#hits.last(count);
  }

  /** Hits per second over the last seconds; null when not attached or not known yet. */
  get hitsPerSecond(): number | null {
    return this.#state.kind === 'attached' ? this.#rate.perSecond() : null;
  }

  /** Fires on every change, with nothing: read what you need. */
  onDidChange(listener: () => void): () => void {
    return this.#changed.listen(listener);
  }

  /** Takes one event of the tracer. Returns the recorded hit when it was one. */
  handle(event: TracerEvent): RecordedHit | null {
    this.#state = nextState(this.#state, event);
    const recorded = this.#record(event);
    this.#changed.fire();
    return recorded;
  }

  /** The person asked for the end; `ended` will follow. */
  markStopping(): void {
    if (this.#state.kind === 'ended') return;
    this.#state = { kind: 'stopping' };
    this.#changed.fire();
  }

  /** The traced file has been replaced. */
  markOutdated(): void {
    this.#isOutdated = true;
    this.#changed.fire();
  }

  /** Counts from zero again; the state stays. */
  clear(): void {
    this.#counts = this.plan.probes.map(() => 0);
    this.#lost = 0;
    this.#first = this.#last = this.#lastCall = null;
    this.#hits.clear();
    this.#rate.restart();
    this.#changed.fire();
  }

  #record(event: TracerEvent): RecordedHit | null {
    switch (event.type) {
      case 'command':
        this.#command = event.display;
        return null;
      case 'attached':
        this.#wasAttached = true;
        this.#rate.restart();
        return null;
      case 'lost':
        this.#lost += event.count;
        return null;
      case 'hit':
        return this.#recordHit(event.hit);
      case 'authorising':
      case 'message':
      case 'ended':
        return null;
    }
  }

  #recordHit(hit: Hit): RecordedHit | null {
    const probe = this.plan.probes[hit.probe];
    if (probe === undefined) return null;
    const recorded: RecordedHit = { hit, wallTimeNs: this.#wall.wallTimeNs(hit.timeNs) };
    this.#counts[hit.probe] = (this.#counts[hit.probe] ?? 0) + 1;
    this.#rate.add(1);
    this.#hits.push(recorded);
    this.#first ??= recorded;
    this.#last = recorded;
    if (probe.instance.kind === 'body') this.#lastCall = recorded;
    return recorded;
  }

  #countOf(kind: 'body' | 'poll'): number {
    return this.plan.probes.reduce(
      (sum, probe, index) => (probe.instance.kind === kind ? sum + (this.#counts[index] ?? 0) : sum),
      0,
    );
  }
}
