/**
 * One trace of one function: its state and what came of it, through all builds that it saw. Its numbers are kept by
 * sessionCounts.ts, its last hits by hitHistory.ts.
 * Fed with the events of its live trace; who starts and stops that is traceRunner.ts.
 */

import type { Silence } from '../model/absence.ts';
import { type CaptureOptions, DEFAULT_OPTIONS } from '../model/captureOptions.ts';
import type { Hit } from '../model/hit.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import type { EndsByKind } from './callEnds.ts';
import type { CallOutcome } from './callOutcome.ts';
import { type Carrier, NOBODY } from './carrier.ts';
import { HitHistory, type RecordedHit } from './hitHistory.ts';
import type { InstanceCount } from './instanceCounts.ts';
import type { LiveEvent } from './liveEvent.ts';
import { type SessionBuild, SessionCounts } from './sessionCounts.ts';
import { nextRebuild, nextState, type RebuildState, type SessionState } from './sessionState.ts';
import { Signal } from './signal.ts';
import type { Tally } from './tally.ts';
import type { WallClock } from './wallClock.ts';

export interface SessionClocks {
  readonly wall: WallClock;
  /** A clock that never runs backwards, milliseconds. */
  readonly nowMs: () => number;
}

export class TraceSession {
  /** The function as it stood when the trace was started. */
  readonly function: RustFunction;
  /** What is read at a call, as the person asked for it. */
  readonly options: CaptureOptions;
  readonly #wall: WallClock;
  readonly #counts: SessionCounts;
  readonly #history = new HitHistory();
  readonly #changed = new Signal<void>();
  #state: SessionState = { kind: 'idle' };
  #rebuild: RebuildState = { kind: 'none' };
  #silence: Silence | null = null;
  #carrier = NOBODY;
  /** The one for a new build, until its probes are in place. */
  #nextCarrier = NOBODY;
  #wasAttached = false;

  constructor(fn: RustFunction, plan: ProbePlan, clocks: SessionClocks, options = DEFAULT_OPTIONS) {
    this.function = fn;
    this.options = options;
    this.#wall = clocks.wall;
    this.#counts = new SessionCounts(plan, clocks.nowMs);
  }

  /** The plan of the newest build whose probes were in place, or of the one to come first. */
  get plan(): ProbePlan {
    return this.#counts.plan;
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

  /** Whether hits come faster than they may be recorded, and are only counted. */
  get isCountingOnly(): boolean {
    return this.#state.kind === 'attached' && !this.#state.isRecording;
  }

  /** Whether all probes were in place at some time. */
  get wasAttached(): boolean {
    return this.#wasAttached;
  }

  get carrier(): Carrier {
    return this.#carrier;
  }

  /** The exact command line of the tracer, once it is known. */
  get command(): string | null {
    return this.#carrier.command;
  }

  /** Hits of all builds: all of them up to a moment ago where `isExact`, else at least so many. */
  get tally(): Readonly<Tally> {
    return this.#counts.tally;
  }

  get calls(): number {
    return this.tally.calls;
  }

  get polls(): number {
    return this.tally.polls;
  }

  /** Whether the counts miss nothing. */
  get isExact(): boolean {
    return this.#counts.isExact;
  }

  /** Hits of each instance in all builds, the busiest first. */
  get instances(): InstanceCount[] {
    return this.#counts.instances;
  }

  /** The builds that were traced, oldest first; at most KEPT_BUILDS. */
  get builds(): readonly SessionBuild[] {
    return this.#counts.builds;
  }

  /** When the newest build was attached, nanoseconds since the epoch; null when the trace is still in its first one. */
  get rebuiltNs(): bigint | null {
    return this.builds.length > 1 ? (this.builds.at(-1)?.sinceNs ?? null) : null;
  }

  /** Records that were dropped on their way: the values of as many hits are gone. */
  get lost(): number {
    return this.#counts.lost;
  }

  /** Hits that came with their values. */
  get recorded(): number {
    return this.#history.count;
  }

  get first(): RecordedHit | null {
    return this.#history.first;
  }

  get last(): RecordedHit | null {
    return this.#history.last;
  }

  /** The last recorded hit that was a call, and no poll: it carries the function's arguments. */
  get lastCall(): RecordedHit | null {
    return this.#history.lastCall;
  }

  /** Whether hits have only been counted since the last call: its arguments are older than the count. */
  get isLastCallOld(): boolean {
    return this.#history.isOld;
  }

  /** How the call of a recorded hit ended; null while that is not known. */
  outcomeOf(hit: Hit): CallOutcome | null {
    return this.#history.outcomeOf(hit);
  }

  /** How recorded calls and polls ended. */
  get ends(): EndsByKind {
    return this.#counts.ends;
  }

  /** At most `count` of the last recorded hits, oldest first. */
  lastHits(count: number): RecordedHit[] {
    return this.#history.lastHits(count);
  }

  /** Hits per second over the last seconds; null when not attached or not known yet. */
  get hitsPerSecond(): number | null {
    return this.#state.kind === 'attached' ? this.#counts.hitsPerSecond : null;
  }

  /** Fires on every change, with nothing: read what you need. */
  onDidChange(listener: () => void): () => void {
    return this.#changed.listen(listener);
  }

  /** Takes one event, which is about the build of `plan`. Returns the hit that it brought, or whose call has ended with it. */
  handle(event: LiveEvent, plan = this.plan): RecordedHit | null {
    let recorded: RecordedHit | null = null;
    if (event.type === 'hit') recorded = this.#record(event, plan);
    else if (event.type === 'outcome') recorded = this.#end(event.outcome);
    else this.#take(event, plan);
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

  /** Counts from zero again, as if there had been no build before; the state stays. What is told of later counts. */
  clear(): void {
    this.#counts.clear();
    this.#history.clear();
    this.#changed.fire();
  }

  #take(event: Exclude<LiveEvent, { type: 'hit' | 'outcome' }>, plan: ProbePlan): void {
    this.#counts.take(event, plan);
    switch (event.type) {
      case 'tracer':
        this.#carry({ tracer: event.name, reason: event.reason });
        break;
      case 'command':
        this.#carry({ command: event.display });
        break;
      case 'attached':
      case 'rebuilt':
        this.#wasAttached = true;
        this.#counts.attach(plan, this.#wall.nowNs());
        if (this.#nextCarrier !== NOBODY) this.#carrier = this.#nextCarrier;
        this.#nextCarrier = NOBODY;
        break;
      case 'recording':
        this.#history.record(event.isOn);
        break;
      case 'silence':
        this.#silence = event.silence;
        break;
      case 'authorising':
      case 'counted':
      case 'lost':
      case 'returns':
      case 'message':
      case 'reattaching':
      case 'notReattached':
      case 'ended':
        break;
    }
  }

  #carry(known: Partial<Carrier>): void {
    if (this.#state.kind === 'attached') this.#nextCarrier = { ...this.#nextCarrier, ...known };
    else this.#carrier = { ...this.#carrier, ...known };
  }

  #record({ hit, wasCounted = false }: Extract<LiveEvent, { type: 'hit' }>, plan: ProbePlan): RecordedHit | null {
    if (plan.probes[hit.probe] === undefined) return null;
    // More records than hits: it belongs to what was cleared.
    if (wasCounted && this.recorded >= this.tally.hits) return null;
    if (!wasCounted) this.#counts.add(plan, hit.probe, 1);
    return this.#history.add(hit, plan, this.#wall.wallTimeNs(hit.timeNs));
  }

  #end(outcome: CallOutcome): RecordedHit | null {
    const recorded = this.#history.end(outcome);
    if (recorded !== null) this.#counts.end(recorded.plan, outcome);
    return recorded;
  }
}
