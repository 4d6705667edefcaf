/** Why something cannot be done, of the error with which an attempt fails: one clause for a person. */

import { toHumanDetail } from '../../model/humanError.ts';

/** Null when the attempt succeeds. */
export function obstacle(attempt: () => unknown): string | null {
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
