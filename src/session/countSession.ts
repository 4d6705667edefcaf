/**
 * One count of many functions: its state and its numbers. Fed with the events of its counter; who starts and stops that
 * is countRunner.ts.
 */

import type { Silence } from '../model/absence.ts';
import type { CountedFunction, CountPlan } from '../model/countPlan.ts';
import type { CounterEvent } from '../tracer/tracer.ts';
import { type Carrier, NOBODY } from './carrier.ts';
import { CountHistory, sumOf } from './countHistory.ts';
import { type CountState, nextCountState } from './countState.ts';
import type { FunctionCount } from './functionCount.ts';
import { Signal } from './signal.ts';
import { Stopwatch } from './stopwatch.ts';
import type { SessionClocks } from './traceSession.ts';

/** Messages of the counter's own that are kept. */
const KEPT_MESSAGES = 20;

let newestId = 0;

export class CountSession {
  /** Of this session alone, as long as the extension runs. */
  readonly id = ++newestId;
  readonly plan: CountPlan;
  /** In the order of the plan, the same objects at all times: their numbers change with each report. */
  readonly functions: readonly FunctionCount[];
  readonly #clocks: SessionClocks;
  readonly #stopwatch: Stopwatch;
  readonly #changed = new Signal<void>();
  readonly #everyPlace: readonly number[];
  readonly #isWhole: boolean;
  /** Entries of each place as they were reported, and when the numbers were last set to zero. */
  readonly #reported: Float64Array;
  readonly #zero: Float64Array;
  /** Entries of each place since then. */
  readonly #entries: Float64Array;
  readonly #history: CountHistory;
  #state: CountState = { kind: 'idle' };
  #carrier = NOBODY;
  #isExact = true;
  #isZeroExact = true;
  #hasReport = false;
  #total = 0;
  #startedNs: bigint | null = null;
  /** By the stopwatch: when the last report came, and when the open interval of the history began. */
  #reportedMs = 0;
  #intervalMs = 0;
  #isPausable = false;
  #silence: Silence | null = null;
  #messages: readonly string[] = [];

  constructor(plan: CountPlan, clocks: SessionClocks) {
    this.plan = plan;
    this.#clocks = clocks;
    this.#stopwatch = new Stopwatch(clocks.nowMs);
    const { length } = plan.places;
    this.#everyPlace = plan.places.map((_, place) => place);
    this.#isWhole = plan.functions.every(({ isWhole }) => isWhole);
    this.#reported = new Float64Array(length);
    this.#zero = new Float64Array(length);
    this.#entries = new Float64Array(length);
    this.#history = new CountHistory(length);
    const numbers: Numbers = {
      entries: this.#entries,
      history: this.#history,
      isCounting: () => this.#state.kind === 'counting',
      isExact: () => this.isExact,
    };
    this.functions = plan.functions.map(fn => new LiveFunctionCount(fn, numbers));
  }

  get state(): CountState {
    return this.#state;
  }

  get isRunning(): boolean {
    return this.#state.kind !== 'ended';
  }

  get carrier(): Carrier {
    return this.#carrier;
  }

  /** Whether the numbers are all entries of the places up to the last report; else they are not known to be. */
  get isExact(): boolean {
    return this.#isExact && this.#isZeroExact;
  }

  /** Whether the counter has told of any numbers: before, zeros mean nothing. */
  get hasReport(): boolean {
    return this.#hasReport;
  }

  /** Entries of all places: of those that functions share, once. */
  get total(): number {
    return this.#total;
  }

  /** Whether the total is all entries of the functions: every one of their instances has a place. */
  get isTotalExact(): boolean {
    return this.isExact && this.#isWhole;
  }

  /** Over the last seconds; null before that is known, and while nothing is counted. */
  get totalPerSecond(): number | null {
    return this.#state.kind === 'counting' ? this.#history.perSecond(this.#everyPlace) : null;
  }

  /** When counting began, or began anew with `reset`: nanoseconds since the epoch; null before. */
  get startedNs(): bigint | null {
    return this.#startedNs;
  }

  /** How long it has counted since then, milliseconds, pauses left out; once it has ended, up to the last report. */
  get elapsedMs(): number {
    return this.isRunning ? this.#stopwatch.elapsedMs : this.#reportedMs;
  }

  /** The same up to the last report: the time that the numbers are of. */
  get reportedMs(): number {
    return this.#reportedMs;
  }

  get canPause(): boolean {
    return this.#isPausable && (this.#state.kind === 'counting' || this.#state.kind === 'paused');
  }

  /** Why nothing is counted, while that is so and is known. */
  get silence(): Silence | null {
    return this.isRunning && this.#total === 0 ? this.#silence : null;
  }

  /** The last lines of the counter's own, oldest first. */
  get messages(): readonly string[] {
    return this.#messages;
  }

  /** Fires on every change, with nothing: read what you need. */
  onDidChange(listener: () => void): () => void {
    return this.#changed.listen(listener);
  }

  handle(event: CounterEvent): void {
    if (this.#state.kind === 'ended') return;
    switch (event.type) {
      case 'tracer':
        this.#carrier = { ...this.#carrier, tracer: event.name, reason: event.reason };
        break;
      case 'command':
        this.#carrier = { ...this.#carrier, command: event.display };
        break;
      case 'attached':
        this.#startedNs ??= this.#clocks.wall.nowNs();
        this.#stopwatch.start();
        break;
      case 'counts':
        this.#report(event.hits, event.isExact);
        break;
      case 'message':
        this.#messages = [...this.#messages, event.text].slice(-KEPT_MESSAGES);
        break;
      case 'ended':
        this.#stopwatch.stop();
        break;
      case 'authorising':
        break;
    }
    this.#state = nextCountState(this.#state, event);
    this.#changed.fire();
  }

  /** The person asked for the end; `ended` will follow. */
  markStopping(): void {
    if (this.#state.kind === 'ended' || this.#state.kind === 'stopping') return;
    this.#state = { kind: 'stopping' };
    this.#changed.fire();
  }

  /** Whether the counter can pause. */
  markPausable(isPausable: boolean): void {
    if (this.#isPausable === isPausable) return;
    this.#isPausable = isPausable;
    this.#changed.fire();
  }

  /** The counter was told to pause, or to go on. Means nothing unless it counts or is paused. */
  markPaused(isPaused: boolean): void {
    if (this.#state.kind !== (isPaused ? 'counting' : 'paused')) return;
    this.#state = { kind: isPaused ? 'paused' : 'counting' };
    if (isPaused) this.#stopwatch.stop();
    else this.#stopwatch.start();
    this.#changed.fire();
  }

  /** Why there are no entries; null when the reason is gone. */
  markSilence(silence: Silence | null): void {
    this.#silence = silence;
    this.#changed.fire();
  }

  /** All numbers are zero again, and count what is entered from the last report on. */
  reset(): void {
    this.#zero.set(this.#reported);
    this.#isZeroExact = this.#isExact;
    this.#entries.fill(0);
    this.#total = 0;
    this.#history.restart(this.#entries);
    // What has been entered since the last report counts, and so does its time.
    this.#stopwatch.restartAt(this.#reportedMs);
    this.#reportedMs = this.#intervalMs = 0;
    if (this.#startedNs !== null) {
      const sinceNs = BigInt(Math.round(this.#stopwatch.elapsedMs * 1e6));
      this.#startedNs = this.#clocks.wall.nowNs() - sinceNs;
    }
    this.#changed.fire();
  }

  #report(hits: readonly number[], isExact: boolean): void {
    let total = 0;
    for (let place = 0; place < this.#reported.length; place++) {
      const reported = Math.max(this.#reported[place] ?? 0, hits[place] ?? 0);
      const entries = reported - (this.#zero[place] ?? 0);
      this.#reported[place] = reported;
      this.#entries[place] = entries;
      total += entries;
    }
    this.#total = total;
    this.#isExact = isExact;
    this.#hasReport = true;
    this.#reportedMs = this.#stopwatch.elapsedMs;
    // What comes in a pause, and with the end, belongs to an interval that is shorter than the others, or goes on.
    if (this.#state.kind !== 'counting') return;
    this.#history.close(this.#entries, this.#reportedMs - this.#intervalMs);
    this.#intervalMs = this.#reportedMs;
  }
}

/** What the functions of a session read their numbers from. */
interface Numbers {
  readonly entries: Float64Array;
  readonly history: CountHistory;
  readonly isCounting: () => boolean;
  readonly isExact: () => boolean;
}

/** Its numbers are made when they are read: most of thousands of rows are never looked at. */
class LiveFunctionCount implements FunctionCount {
  readonly function: CountedFunction;
  readonly #numbers: Numbers;
  /** Each once. */
  readonly #places: readonly number[];

  constructor(fn: CountedFunction, numbers: Numbers) {
    this.function = fn;
    this.#numbers = numbers;
    this.#places = [...new Set(fn.instances.map(({ place }) => place))];
  }

  get count(): number {
    return sumOf(this.#numbers.entries, this.#places);
  }

  get isExact(): boolean {
    return this.function.isWhole && this.#numbers.isExact();
  }

  get perSecond(): number | null {
    return this.#numbers.isCounting() ? this.#numbers.history.perSecond(this.#places) : null;
  }

  get history(): readonly number[] {
    return this.#numbers.history.of(this.#places);
  }

  get instances(): readonly number[] {
    return this.function.instances.map(({ place }) => this.#numbers.entries[place] ?? 0);
  }
}
