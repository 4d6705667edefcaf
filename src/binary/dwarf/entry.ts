/** Where code is entered, and how far it goes from there. DWARF 5, section 2.18. */

import type { AddressRange } from '../addressRanges.ts';
import type { Effort } from '../effort.ts';
import { DW_AT } from './constants.ts';
import type { Die } from './die.ts';
import { rangesOf } from './ranges.ts';

/** The range that holds the entry, from there on; null when the entry of the tree has no code. Throws `MalformedError`. */
export function entryOf(die: Die, effort: Effort): AddressRange | null {
  const ranges = rangesOf(die, effort);
  const start = die.address(DW_AT.entry_pc) ?? ranges[0]?.start;
  const range = ranges.find(range => start !== undefined && range.start <= start && start < range.end);
  return start === undefined || range === undefined ? null : { start, end: range.end };
}
