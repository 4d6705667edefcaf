/** Counts while a program runs once, as the editor does: from when all is counted until the program has ended. */

import { runProgram } from '../../../src/cargo/runProgram.ts';
import { countingProbes, type CountPlan } from '../../../src/model/countPlan.ts';
import { HumanError } from '../../../src/model/humanError.ts';
import type { Counter, CounterEvent, TracerName } from '../../../src/tracer/tracer.ts';

export interface FunctionTotals {
  readonly name: string;
  /** Entries at all its places. */
  readonly count: number;
  /** Of each of its instances; those that share a place have the same. */
  readonly instances: readonly number[];
}

export interface Totals {
  /** Who counted. */
  readonly tracer: TracerName | null;
  readonly isExact: boolean;
  /** In the order of the plan. */
  readonly functions: readonly FunctionTotals[];
}

/** Rejects where the count does not end because it was stopped. */
export async function countWhile(
  counter: Pick<Counter, 'start'>,
  plan: CountPlan,
  argv: readonly [string, ...string[]],
  everyMs: number | null = null,
): Promise<Totals> {
  let tracer: TracerName | null = null;
  const reports: Extract<CounterEvent, { type: 'counts' }>[] = [];
  const running = counter.start(
    countingProbes(plan),
    event => {
      if (event.type === 'tracer') tracer = event.name;
      if (event.type === 'counts') reports.push(event);
      if (event.type !== 'attached') return;
      void runProgram({ argv, cwd: '/', stdio: 'ignore' }).done.then(() => {
        running.stop();
      });
    },
    { everyMs },
  );
  const reason = await running.done;
  if (reason.kind === 'failed') throw new HumanError(reason.error);
  if (reason.kind !== 'stopped') throw new Error(`it ended: ${reason.kind}`);
  const last = reports.at(-1);
  if (last === undefined) throw new Error('it ended without totals');
  const { hits, isExact } = last;
  const functions = plan.functions.map(({ name, instances }) => {
    const places = instances.map(({ place }) => place);
    const sum = [...new Set(places)].reduce((all, place) => all + (hits[place] ?? NaN), 0);
    return { name, count: sum, instances: places.map(place => hits[place] ?? NaN) };
  });
  return { tracer, isExact, functions };
}
