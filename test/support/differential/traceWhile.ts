/** Traces a plan while something runs, until no more comes. */

import assert from 'node:assert/strict';
import type { Exit, Hit } from '../../../src/model/hit.ts';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import type { TraceContext, Tracer } from '../../../src/tracer/tracer.ts';

export interface Traced<T> {
  /** In the order of time. */
  readonly hits: readonly Hit[];
  readonly exits: readonly Exit[];
  readonly lost: number;
  /** What the tracer had to say. */
  readonly messages: readonly string[];
  /** What `run` gave. */
  readonly ran: T;
}

/** Nothing has come for so long: nothing more comes. */
const QUIET_MS = 1500;

/** Rejects when `run` does, and when the tracer ends otherwise than by being stopped. */
export async function traceWhile<T>(
  tracer: Tracer,
  plan: ProbePlan,
  run: () => Promise<T>,
  context?: TraceContext,
): Promise<Traced<T>> {
  const hits: Hit[] = [];
  const exits: Exit[] = [];
  const messages: string[] = [];
  let lost = 0;
  let lastMs = 0;
  const ran: Promise<T>[] = [];
  const running = tracer.start(
    plan,
    event => {
      if (event.type === 'hit') hits.push(event.hit);
      else if (event.type === 'exit') exits.push(event.exit);
      else if (event.type === 'lost') lost += event.count;
      else if (event.type === 'message') messages.push(event.text);
      else if (event.type === 'attached') {
        const program = run();
        ran.push(program);
        const stopWhenQuiet = (): void => {
          lastMs = Date.now();
          const untilQuiet = setInterval(() => {
            if (Date.now() - lastMs < QUIET_MS) return;
            clearInterval(untilQuiet);
            running.stop();
          }, 50);
        };
        program.then(stopWhenQuiet, stopWhenQuiet);
      }
      lastMs = Date.now();
    },
    context,
  );
  const reason = await running.done;
  assert.deepEqual(reason, { kind: 'stopped' }, messages.join('\n'));
  const [only] = ran;
  if (only === undefined) throw new Error('never attached');
  const byTime = (a: { timeNs: bigint }, b: { timeNs: bigint }): number => Number(a.timeNs - b.timeNs);
  return { hits: hits.sort(byTime), exits: exits.sort(byTime), lost, messages, ran: await only };
}
