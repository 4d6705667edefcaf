/** Whether a condition can be tested at a function's calls; the same question that planning asks, without its answer. */

import { compileCondition } from '../condition/compile.ts';
import { ConditionError } from '../condition/conditionError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { ConditionProblem } from './protocol.ts';

/** Null where it can be tested in one of the plan's instances at least; else what is wrong in the first. */
export function checkCondition({ probes }: ProbePlan, condition: string): ConditionProblem | null {
  let problem: ConditionProblem | null = null;
  for (const { captures, reads } of probes) {
    try {
      compileCondition(condition, captures, reads);
      return null;
    } catch (error) {
      if (!(error instanceof ConditionError)) throw error;
      const { message, from, to } = error;
      problem ??= { message, from, to };
    }
  }
  return problem;
}
