/** The hits and the ends of a run beside the program's own calls, call by call. */

import type { Exit, Hit, ShownValue } from '../../../src/model/hit.ts';
import type { CallOutcome } from '../../../src/session/callOutcome.ts';
import { Calls } from '../../../src/session/calls.ts';
import { groupBy } from '../echo.ts';
import type { EchoedCall } from '../values.ts';
import { askedPath, type JoinedPlan } from './planMany.ts';
import type { Tally } from './tally.ts';
import type { Traced } from './traceWhile.ts';
import { judge } from './verdict.ts';

export interface Tallies {
  readonly args: Tally;
  readonly results: Tally;
}

/**
 * Functions of which not every call was a hit, or more than every one. All calls happened on one thread, so the n-th hit
 * of a function is its n-th call.
 */
export function compareCalls(
  plan: JoinedPlan,
  traced: Traced<readonly EchoedCall[]>,
  { args, results }: Tallies,
): readonly string[] {
  const hitsOf = groupBy(traced.hits, hit => plan.paths[hit.probe] ?? '');
  const callsOf = groupBy(traced.ran, call => askedPath(call.function));
  const outcomes = outcomesOf(plan, traced);
  const miscounted: string[] = [];
  for (const path of new Set(plan.paths)) {
    const called = callsOf.get(path) ?? [];
    const hits = hitsOf.get(path) ?? [];
    if (called.length !== hits.length) {
      const isInlined = plan.plan.probes.some(
        ({ instance }, id) => plan.paths[id] === path && instance.inlined !== null,
      );
      miscounted.push(
        `${path}${isInlined ? ' (inlined)' : ''}: ${String(hits.length)} hits, ${String(called.length)} calls`,
      );
      continue;
    }
    called.forEach((call, index) => {
      const hit = hits[index];
      if (hit === undefined) return;
      compareArguments(hit, call, args);
      compareResult(outcomes.get(hit), call, results);
    });
  }
  return miscounted;
}

/** How each recorded call ended, as the session pairs entries and ends. */
export function outcomesOf({ plan }: JoinedPlan, { hits, exits }: Traced<unknown>): ReadonlyMap<Hit, CallOutcome> {
  const pairing = new Calls(plan);
  const outcomes = new Map<Hit, CallOutcome>();
  const passages: (Hit | Exit)[] = [...hits, ...exits].sort((a, b) => Number(a.timeNs - b.timeNs));
  for (const passage of passages)
    for (const outcome of 'probe' in passage ? pairing.enter(passage) : pairing.leave(passage))
      outcomes.set(outcome.hit, outcome);
  for (const outcome of pairing.end()) outcomes.set(outcome.hit, outcome);
  return outcomes;
}

const LEFT_OUT: ShownValue = { kind: 'absent', reason: 'zero-sized: not in the debug information' };
const NOT_THERE: ShownValue = { kind: 'value', text: 'no such argument' };

function compareArguments(hit: Hit, call: EchoedCall, tally: Tally): void {
  const left = [...hit.args];
  for (const { name, texts, isZeroSized } of call.args) {
    const at = left.findIndex(arg => arg.name === name);
    const [shown] = at < 0 ? [] : left.splice(at, 1);
    const value = shown?.value ?? (isZeroSized ? LEFT_OUT : NOT_THERE);
    tally.add(`${call.function} ${name}`, judge(value, texts));
  }
}

/** A call whose end was not looked for or not seen has no result to compare. */
function compareResult(outcome: CallOutcome | undefined, call: EchoedCall, tally: Tally): void {
  if (outcome === undefined || outcome.kind === 'unseen' || call.outcome === null) return;
  const expected = call.outcome.kind === 'returned' ? call.outcome.text : null;
  const hasReturned = outcome.kind === 'returned' || outcome.kind === 'tailCalled';
  if (hasReturned !== (call.outcome.kind === 'returned')) {
    tally.add(call.function, { kind: 'wrong', shown: outcome.kind, expected: call.outcome.kind });
  } else if (outcome.result !== null && expected !== null) {
    tally.add(call.function, judge(outcome.result, [expected]));
  }
}
