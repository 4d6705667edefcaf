/**
 * One trace of one function: its state and what came of it (counts, rate, the last hits), through all builds that it saw.
 * Fed with the events of its live trace; who starts and stops that is traceRunner.ts.
 */

import type { Silence } from '../model/absence.ts';
import type { Hit } from '../model/hit.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import { type InstanceCount, InstanceCounts } from './instanceCounts.ts';
import type { LiveEvent } from './liveEvent.ts';
import { SlidingRate } from './rate.ts';
import { Ring } from './ring.ts';
import { nextRebuild, nextState, type RebuildState, type SessionState } from './sessionState.ts';
import { Signal } from './signal.ts';
import { Tally } from './tally.ts';
import type { WallClock } from './wallClock.ts';

/** Hits kept for the views. */
export const KEPT_HITS = 200;
/** Builds whose counts are kept apart. */
export const KEPT_BUILDS = 20;

export interface RecordedHit {
  readonly hit: Hit;
  /** Of the build that was hit: it says what the hit's probe and arguments are. */
  readonly plan: ProbePlan;
  /** Time of day, nanoseconds since the epoch. */
  readonly wallTimeNs: bigint;
}

/** What came of one build of the program. */
export interface SessionBuild {
  readonly plan: ProbePlan;
  /** Time of day at which its probes were in place, nanoseconds since the epoch; null before. */
  readonly sinceNs: bigint | null;
  readonly tally: Readonly<Tally>;
}

export interface SessionClocks {
  readonly wall: WallClock;
  /** A clock that never runs backwards, milliseconds. */
  readonly nowMs: () => number;
}

export class TraceSession {
  /** The function as it stood when the trace was started. */
  readonly function: RustFunction;
  readonly #wall: WallClock;
  readonly #rate: SlidingRate;
  readonly #hits = new Ring<RecordedHit>(KEPT_HITS);
  readonly #changed = new Signal<void>();
  #state: SessionState = { kind: 'idle' };
  #rebuild: RebuildState = { kind: 'none' };
  #silence: Silence | null = null;
  #command: string | null = null;
  /** The command for a new build, until its probes are in place. */
  #nextCommand: string | null = null;
  #wasAttached = false;
  #build: SessionBuild;
  /** `#build` is the last of them. */
  #builds: SessionBuild[];
  #tally = new Tally();
  #instances: InstanceCounts;
  #lost = 0;
  #first: RecordedHit | null = null;
  #last: RecordedHit | null = null;
  #lastCall: RecordedHit | null = null;

  constructor(fn: RustFunction, plan: ProbePlan, clocks: SessionClocks) {
    this.function = fn;
    this.#wall = clocks.wall;
    this.#rate = new SlidingRate(clocks.nowMs);
    this.#build = { plan, sinceNs: null, tally: new Tally() };
    this.#builds = [this.#build];
    this.#instances = new InstanceCounts();
    this.#instances.take(plan);
  }

  /** The plan of the newest build whose probes were in place, or of the one to come first. */
  get plan(): ProbePlan {
    return this.#build.plan;
  }

  get state(): SessionState {
    return this.#state;
  }

  get rebuild(): RebuildState {
    return this.#rebuild;
  }

  /** Why there are no hits, while that is so and is known. */
  get silence(): Silence | null {
    return this.isRunning ? this.#silence : null;
  }

  get isRunning(): boolean {
    return this.#state.kind !== 'ended';
  }

  /** Whether all probes were in place at some time. */
  get wasAttached(): boolean {
    return this.#wasAttached;
  }

  /** The exact command line of the tracer, once it is known. */
  get command(): string | null {
    return this.#command;
  }

  /** Hits of all builds. */
  get tally(): Readonly<Tally> {
    return this.#tally;
  }

  get calls(): number {
    return this.#tally.calls;
  }

  get polls(): number {
    return this.#tally.polls;
  }

  /** Hits of each instance in all builds, the busiest first. */
  get instances(): InstanceCount[] {
    return this.#instances.list(this.plan);
  }

  /** The builds that were traced, oldest first; at most KEPT_BUILDS. */
  get builds(): readonly SessionBuild[] {
    return this.#builds;
  }

  /** When the newest build was attached, nanoseconds since the epoch; null when the trace is still in its first one. */
  get rebuiltNs(): bigint | null {
    return this.#builds.length > 1 ? this.#build.sinceNs : null;
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

  /** Takes one event, which is about the build of `plan`. Returns the recorded hit when it was one. */
  handle(event: LiveEvent, plan = this.plan): RecordedHit | null {
    const recorded = this.#record(event, plan);
    this.#state = nextState(this.#state, event);
    this.#rebuild = nextRebuild(this.#rebuild, event);
    this.#changed.fire();
    return recorded;
  }

  /** The person asked for the end; `ended` will follow. */
  markStopping(): void {
    if (this.#state.kind === 'ended') return;
    this.#state = { kind: 'stopping' };
    this.#changed.fire();
  }

  /** Counts from zero again, as if there had been no build before; the state stays. */
  clear(): void {
    this.#build = { ...this.#build, tally: new Tally() };
    this.#builds = [this.#build];
    this.#tally = new Tally();
    this.#instances = new InstanceCounts();
    this.#instances.take(this.plan);
    this.#lost = 0;
    this.#first = this.#last = this.#lastCall = null;
    this.#hits.clear();
    this.#rate.restart();
    this.#changed.fire();
  }

  #record(event: LiveEvent, plan: ProbePlan): RecordedHit | null {
    switch (event.type) {
      case 'command':
        if (this.#state.kind === 'attached') this.#nextCommand = event.display;
        else this.#command = event.display;
        return null;
      case 'attached':
      case 'rebuilt':
        this.#attach(plan);
        return null;
      case 'lost':
        this.#lost += event.count;
        return null;
      case 'hit':
        return this.#recordHit(event.hit, plan);
      case 'silence':
        this.#silence = event.silence;
        return null;
      case 'tracer':
      case 'counts':
      case 'recording':
      case 'authorising':
      case 'message':
      case 'reattaching':
      case 'notReattached':
      case 'ended':
        return null;
    }
  }

  #attach(plan: ProbePlan): void {
    if (!this.#wasAttached) this.#rate.restart();
    const before = this.#wasAttached ? this.#builds : [];
    this.#wasAttached = true;
    this.#build = { plan, sinceNs: this.#wall.nowNs(), tally: new Tally() };
    this.#builds = [...before, this.#build].slice(-KEPT_BUILDS);
    this.#instances.take(plan);
    this.#command = this.#nextCommand ?? this.#command;
    this.#nextCommand = null;
  }

  #recordHit(hit: Hit, plan: ProbePlan): RecordedHit | null {
    const instance = plan.probes[hit.probe]?.instance;
    if (instance === undefined) return null;
    const recorded: RecordedHit = { hit, plan, wallTimeNs: this.#wall.wallTimeNs(hit.timeNs) };
    this.#tally.add(instance);
    this.#builds.findLast(build => build.plan === plan)?.tally.add(instance);
    this.#instances.add(plan, hit.probe);
    this.#rate.add(1);
    this.#hits.push(recorded);
    this.#first ??= recorded;
    this.#last = recorded;
    if (instance.kind === 'body') this.#lastCall = recorded;
    return recorded;
  }
}
