/** A count that has told of its numbers, at functions declared in a made-up file. */

import type { CountedFunction, CountPlan } from '../../../../src/model/countPlan.ts';
import type { RustFunction } from '../../../../src/model/rustFunction.ts';
import { CountSession } from '../../../../src/session/countSession.ts';
import { CountStore } from '../../../../src/session/countStore.ts';
import { WallClock } from '../../../../src/session/wallClock.ts';
import { CountsInText, type ShownCount } from '../../../../src/ui/counting/countsInText.ts';
import { countPlanOf, type SampleCountedInstance } from '../../session/countSamples.ts';

const FILE = '/home/ada/src/main.rs';

export interface SampleFunction {
  readonly name: string;
  readonly line1: number | null;
  readonly homes: readonly (number | SampleCountedInstance)[];
}

/** `places` and `line1` of each; the file is FILE. */
export function declaredPlan(functions: readonly SampleFunction[], more: Partial<CountPlan> = {}): CountPlan {
  const plan = countPlanOf({ all: functions.flatMap(({ homes }) => homes) });
  return {
    ...plan,
    functions: functions.map(({ name, line1, homes }): CountedFunction => {
      const [fn] = countPlanOf({ [name]: homes }).functions;
      if (fn === undefined) throw new Error('no function');
      return { ...fn, declared: line1 === null ? null : { file: FILE, line1 } };
    }),
    ...more,
  };
}

/** A count whose clock stands still; `report` gives it numbers. */
export function countOf(plan: CountPlan): CountSession {
  return new CountSession(plan, { wall: new WallClock(), nowMs: () => 0 });
}

export function report(session: CountSession, hits: readonly number[], isExact = true): void {
  if (session.state.kind === 'idle') session.handle({ type: 'attached', probes: hits.length });
  session.handle({ type: 'counts', hits, isExact });
}

/** What stands at each function, of sessions from the oldest to the newest. */
export function shownOf(
  sessions: readonly CountSession[],
  functions: readonly RustFunction[],
): Map<RustFunction, ShownCount> {
  const store = new CountStore();
  for (const session of sessions) store.add(session);
  return new CountsInText(store).byFunction(functions);
}
