/** Why bcc cannot carry a plan out on this machine, as far as that is known without starting it. */

import type { Predicate } from '../../model/predicate.ts';
import { type ProbePlan, pointsOf } from '../../model/probePlan.ts';
import type { Word } from '../../model/read.ts';
import { bytesInAll } from '../carried.ts';
import { traceCommand } from './command.ts';
import { obstacle } from './obstacle.ts';
import { carriedByBcc, EVENT_BYTES } from './words.ts';

export interface BccMachineFacts {
  /** As of toolPath.ts. @throws HumanError when there is no `trace` that may run as root. */
  readonly findTool: () => string;
}

/** One clause for a person; null when nothing is known against it. */
export function whyNotBcc(plan: ProbePlan, { findTool }: BccMachineFacts): string | null {
  return (
    obstacle(findTool) ??
    // Only whether there is a command for the plan is of interest.
    obstacle(() =>
      traceCommand({ plan, toolPath: '/', headerPath: '/', targetPath: '/', processors: 1, recordedPerSecond: null }),
    ) ??
    whyNotReads(plan)
  );
}

function whyNotReads(plan: ProbePlan): string | null {
  const shortened = pointsOf(plan).filter(point => carriedByBcc(point).isShortened);
  if (shortened.length > 0) {
    const most = Math.max(...shortened.map(({ reads }) => bytesInAll(reads)));
    return `it reads ${most} bytes of a call, and bcc carries ${EVENT_BYTES}`;
  }
  const conditions = pointsOf(plan).flatMap(({ condition }) => condition ?? []);
  if (!conditions.some(mayNotBePagedIn)) return null;
  return 'its condition reads memory, which bcc does not find where it is not paged in';
}

/** The stack is: the call itself has just written to it. */
function mayNotBePagedIn(predicate: Predicate): boolean {
  if (predicate.kind !== 'compare') return predicate.of.some(mayNotBePagedIn);
  const { scalar } = predicate;
  if (scalar.kind === 'registerPart') return false;
  if (scalar.kind === 'word') return scalar.word.kind === 'load' && !isOnStack(scalar.word.at);
  return !isOnStack(scalar.at);
}

function isOnStack(address: Word): boolean {
  return address.kind === 'register' && (address.register === 'rsp' || address.register === 'rbp');
}
