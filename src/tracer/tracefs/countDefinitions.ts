/** A plan of counts as arguments of tracefs.sh: `counts PATH OFFSET…`, all places one event of the kernel. */

import { MOST_COUNTED_PLACES } from '../../model/countPlan.ts';
import { HumanError } from '../../model/humanError.ts';
import type { ProbePlan } from '../../model/probePlan.ts';

/** Bytes of one argument, of which the kernel takes 128 KiB (execve(2), MAX_ARG_STRLEN). */
const LONGEST_ARGUMENT = 100_000;

/**
 * @param plan of countingProbes: distinct places, for calls in every process
 * @throws HumanError when it has none or too many
 */
export function countDefinitions({ functionName, probes }: ProbePlan, path: string): readonly string[] {
  if (probes.length === 0) throw new HumanError({ message: `${functionName} has no machine code to count.` });
  if (probes.length > MOST_COUNTED_PLACES) {
    throw new HumanError({
      message: `${functionName} is at ${probes.length} places, and at most ${MOST_COUNTED_PLACES} are counted at once.`,
      advice: 'Count fewer functions: narrow the pattern, or leave out dependencies and std.',
    });
  }
  const start = `counts ${path}`;
  const definitions: string[] = [];
  let words: string[] = [start];
  let length = start.length;
  for (const { place } of probes) {
    const offset = `0x${place.fileOffset.toString(16)}`;
    if (length + 1 + offset.length > LONGEST_ARGUMENT) {
      definitions.push(words.join(' '));
      words = [start];
      length = start.length;
    }
    words.push(offset);
    length += 1 + offset.length;
  }
  return [...definitions, words.join(' ')];
}
