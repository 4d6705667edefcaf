/** What is wrong with a condition, as the message below an input box. Pure. */

import type { ConditionProblem } from '../server/protocol.ts';
import { cutTo, oneLine } from '../session/oneLine.ts';

const LONGEST_PART = 40;

/** The message, and the part of the condition that it is about where the message does not name it. */
export function problemText(condition: string, { message, from, to }: ConditionProblem): string {
  const part = oneLine(condition.slice(from, to));
  const isNamed = part === '' || part.length >= condition.trim().length || message.includes(part);
  const text = isNamed ? message : `${message} Here: ${cutTo(part, LONGEST_PART)}`;
  // The editor draws icons in place of `$(name)`.
  return oneLine(text).replaceAll('$(', '\\$(');
}
