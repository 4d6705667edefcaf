/** Several counters at work on parts of one plan, as one: what they say is put together, and none outlives another. */

import type { Counter, CounterEvent, CounterOptions, EndReason, RunningCounter } from '../../tracer.ts';
import type { ProbePlan } from '../../../model/probePlan.ts';

type Counts = Extract<CounterEvent, { readonly type: 'counts' }>;

export class ChunkedRun implements RunningCounter {
  readonly pause = null;
  readonly done: Promise<EndReason>;
  readonly #emit: (event: CounterEvent) => void;
  readonly #chunks: readonly ProbePlan[];
  readonly #runs: readonly RunningCounter[];
  /** The last that each said. */
  readonly #counts: (Counts | null)[];
  readonly #ends: EndReason[] = [];
  #attached = 0;
  #hasTracer = false;

  /** Takes the place of `counter.start`; one counter a chunk, at least one. */
  constructor(
    counter: Counter,
    chunks: readonly ProbePlan[],
    onEvent: (event: CounterEvent) => void,
    options: CounterOptions,
  ) {
    this.#emit = onEvent;
    this.#chunks = chunks;
    this.#counts = chunks.map(() => null);
    this.#runs = chunks.map((chunk, index) => {
      return counter.start(
        chunk,
        event => {
          this.#take(index, event);
        },
        options,
      );
    });
    this.done = Promise.all(this.#runs.map(run => run.done)).then(reasonOfAll);
  }

  stop(): void {
    for (const run of this.#runs) run.stop();
  }

  #take(index: number, event: CounterEvent): void {
    switch (event.type) {
      case 'tracer':
        if (!this.#hasTracer) this.#emit(event);
        this.#hasTracer = true;
        break;
      case 'attached':
        if (++this.#attached === this.#chunks.length) this.#emit({ type: 'attached', probes: this.#probes() });
        break;
      case 'counts':
        this.#counts[index] = event;
        if (!this.#counts.includes(null)) this.#tellCounts();
        break;
      case 'ended':
        this.#end(event.reason);
        break;
      case 'command':
      case 'authorising':
      case 'message':
        this.#emit(event);
    }
  }

  #probes(): number {
    return this.#chunks.reduce((sum, { probes }) => sum + probes.length, 0);
  }

  #tellCounts(): void {
    const hits = this.#chunks.flatMap(({ probes }, index) => this.#counts[index]?.hits ?? probes.map(() => 0));
    this.#emit({ type: 'counts', hits, isExact: this.#counts.every(counts => counts?.isExact === true) });
  }

  #end(reason: EndReason): void {
    this.#ends.push(reason);
    // What one has not counted would be missing.
    if (reason.kind !== 'stopped') this.stop();
    if (this.#ends.length < this.#chunks.length) return;
    // What only some have said.
    if (this.#counts.includes(null) && this.#counts.some(counts => counts !== null)) this.#tellCounts();
    this.#emit({ type: 'ended', reason: reasonOfAll(this.#ends) });
  }
}

/** Those that had to stop for another say less than it does. */
function reasonOfAll(reasons: readonly EndReason[]): EndReason {
  return reasons.find(({ kind }) => kind !== 'stopped') ?? { kind: 'stopped' };
}
