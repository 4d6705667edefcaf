/** Why bcc cannot carry a plan out on this machine, as far as that is known without starting it. */

import { release } from 'node:os';
import { toHumanDetail } from '../../model/humanError.ts';
import type { ProbePlan } from '../../model/probePlan.ts';
import { traceCommand } from './command.ts';
import { hasKernelHeaders } from './kernelHeaders.ts';

export interface BccMachineFacts {
  /** As of toolPath.ts. @throws HumanError when there is no `trace` that may run as root. */
  readonly findTool: () => string;
  readonly hasHeaders?: () => boolean;
}

/** One clause for a person; null when nothing is known against it. */
export function whyNotBcc(
  plan: ProbePlan,
  { findTool, hasHeaders = hasKernelHeaders }: BccMachineFacts,
): string | null {
  return (
    obstacle(findTool) ??
    (hasHeaders() ? null : `bcc needs the headers of kernel ${release()}, which are not installed`) ??
    // Only whether there is a command for the plan is of interest.
    obstacle(() =>
      traceCommand({ plan, toolPath: '/', headerPath: '/', targetPath: '/', processors: 1, recordedPerSecond: null }),
    )
  );
}

function obstacle(attempt: () => unknown): string | null {
  try {
    attempt();
    return null;
  } catch (error) {
    return asClause(toHumanDetail(error).message);
  }
}

/** A sentence without its point, and without what stands in brackets at its end. */
function asClause(sentence: string): string {
  return sentence.replace(/(?: \([^()]*\))?\.$/, '');
}
