/** Why bcc's `funccount` cannot carry a plan out on this machine, as far as that is known without starting it. */

import type { ProbePlan } from '../../../model/probePlan.ts';
import { obstacle } from '../obstacle.ts';
import { findFunccountTool } from '../toolPath.ts';
import { symbolsOf } from './command.ts';

export interface FunccountFacts {
  /** Default: as of toolPath.ts. @throws HumanError when there is no `funccount` that may run as root. */
  readonly findTool?: () => string;
}

/** One clause for a person; null when nothing is known against it. */
export function whyNotFunccount(plan: ProbePlan, { findTool = findFunccountTool }: FunccountFacts = {}): string | null {
  return obstacle(findTool) ?? obstacle(() => symbolsOf(plan));
}
