/** A tracer that does what the test tells it. */

import type { ProbePlan } from '../../../src/model/probePlan.ts';
import type { EndReason, RunningTracer, Tracer, TracerEvent } from '../../../src/tracer/tracer.ts';

export interface FakeRun {
  readonly plan: ProbePlan;
  readonly onEvent: (event: TracerEvent) => void;
  stops: number;
  end(reason?: EndReason): void;
}

export class FakeTracer implements Tracer {
  readonly name = 'bcc';
  readonly runs: FakeRun[] = [];
  /** Whether `stop` is obeyed at once. */
  obeys = true;

  start(plan: ProbePlan, onEvent: (event: TracerEvent) => void): RunningTracer {
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
    const run: FakeRun = { plan, onEvent, stops: 0, end };
    this.runs.push(run);
    const stop = (): void => {
      run.stops++;
      if (this.obeys) end();
    };
    return { stop, done, recordAll: () => undefined };
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
