/** Errors on a terminal. */

import type { HumanErrorDetail } from '../model/humanError.ts';
import { oneLine } from '../session/oneLine.ts';

/** An error, or why there are no hits, as a person reads it on a terminal. */
export function errorText({ message, advice }: HumanErrorDetail): string {
  return `rust-trace: ${oneLine(message)}${advice === undefined ? '' : `\n  ${oneLine(advice)}`}\n`;
}
