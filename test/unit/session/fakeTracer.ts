/** A tracer that does what the test tells it. */

import type { ProbePlan } from '../../../src/model/probePlan.ts';
import type {
  EndReason,
  RunningTracer,
  TraceContext,
  Tracer,
  TracerEvent,
  TracerName,
} from '../../../src/tracer/tracer.ts';

export interface FakeRun {
  readonly plan: ProbePlan;
  readonly onEvent: (event: TracerEvent) => void;
  /** The trace that it is a part of. */
  readonly context: TraceContext;
  stops: number;
  /** How often it was asked to record all. */
  recordsAll: number;
  end(reason?: EndReason): void;
}

export class FakeTracer implements Tracer {
  readonly name: TracerName;
  readonly runs: FakeRun[] = [];
  /** Whether `stop` is obeyed at once. */
  obeys = true;

  constructor(name: TracerName = 'bcc') {
    this.name = name;
  }

  start(plan: ProbePlan, onEvent: (event: TracerEvent) => void, context: TraceContext = {}): RunningTracer {
    let gone!: (reason: EndReason) => void;
    const done = new Promise<EndReason>(resolve => {
      gone = resolve;
    });
    let isOver = false;
    const end = (reason: EndReason = { kind: 'stopped' }): void => {
      if (isOver) return;
      isOver = true;
      onEvent({ type: 'ended', reason });
      gone(reason);
    };
    const run: FakeRun = { plan, onEvent, context, stops: 0, recordsAll: 0, end };
    this.runs.push(run);
    const stop = (): void => {
      run.stops++;
      if (this.obeys) end();
    };
    const recordAll = (): void => {
      run.recordsAll++;
    };
    return { stop, done, recordAll };
  }

  /** The run that was started last. */
  get newest(): FakeRun {
    const run = this.runs.at(-1);
    if (run === undefined) throw new Error('no tracer was started');
    return run;
  }

  attach(run = this.newest): void {
    run.onEvent({ type: 'attached', probes: run.plan.probes.length });
  }
}
