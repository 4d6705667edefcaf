/**
 * A process that does of a trace, or of a count, what the extension host does until it is drawn:
 * `editorSide JOB`, with JSON of a Job. Says `attached`, and at a line on its stdin stops and says how many calls it has got.
 */

import { once } from 'node:events';
import { countingProbes, type CountPlan } from '../../../src/model/countPlan.ts';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import type { RustFunction } from '../../../src/model/rustFunction.ts';
import { SessionStore } from '../../../src/session/sessionStore.ts';
import { TraceRunner } from '../../../src/session/traceRunner.ts';
import { WallClock } from '../../../src/session/wallClock.ts';
import { createMachineCounter } from '../../../src/tracer/machineCounter.ts';
import { createMachineTracer } from '../../../src/tracer/machineTracer.ts';
import { NO_LIMITS, type TracerName } from '../../../src/tracer/tracer.ts';

export type Job =
  | { readonly kind: 'trace'; readonly tracer: TracerName; readonly function: RustFunction; readonly plan: ProbePlan }
  | { readonly kind: 'count'; readonly tracer: TracerName; readonly plan: CountPlan };

/** As often as the view of counts asks. */
const COUNT_EVERY_MS = 500;

const job = JSON.parse(process.argv[2] ?? '') as Job;
const options = { limits: () => NO_LIMITS, prefer: () => job.tracer };
const wish = once(process.stdin, 'data');
const said = (line: string): boolean => process.stdout.write(`${line}\n`);
said(String(await (job.kind === 'trace' ? traced(job) : counted(job))));
process.stdin.destroy();

async function traced({ function: fn, plan }: Extract<Job, { kind: 'trace' }>): Promise<number> {
  const tracer = createMachineTracer({ ...options, bccTracePath: () => '' });
  const runner = new TraceRunner({
    store: new SessionStore(),
    loadTracer: () => Promise.resolve(tracer),
    clocks: { wall: new WallClock(), nowMs: () => performance.now() },
    questions: () => ({
      planAgain: () => Promise.reject(new Error('it is not built again')),
      silence: () => Promise.resolve(null),
      namesOf: (_plan, addresses) => Promise.resolve(addresses.map(() => null)),
    }),
  });
  const session = runner.start(fn, plan);
  const stopListening = session.onDidChange(() => {
    if (session.state.kind !== 'attached') return;
    stopListening();
    said('attached');
  });
  await wish;
  await runner.dispose();
  return session.recorded;
}

async function counted({ plan }: Extract<Job, { kind: 'count' }>): Promise<number> {
  const counter = createMachineCounter({ ...options, bccFunccountPath: () => '' });
  let count = NaN;
  const running = counter.start(
    countingProbes(plan),
    event => {
      if (event.type === 'attached') said('attached');
      if (event.type === 'counts') count = event.hits[0] ?? NaN;
    },
    { everyMs: COUNT_EVERY_MS },
  );
  await wish;
  running.stop();
  await running.done;
  return count;
}
