/** Where code is entered, and how far it goes from there. DWARF 5, section 2.18. */

import type { AddressRange } from '../addressRanges.ts';
import type { Effort } from '../effort.ts';
import { DW_AT } from './constants.ts';
import type { Die } from './die.ts';
import { rangesOf } from './ranges.ts';

export interface Pieces {
  /** The range that holds the entry, from there on. */
  readonly first: AddressRange;
  readonly isContiguous: boolean;
}

/** Null when the entry of the tree has no code. Throws `MalformedError`. */
export function piecesOf(die: Die, effort: Effort): Pieces | null {
  const ranges = rangesOf(die, effort).filter(({ start, end }) => start < end);
  const start = die.address(DW_AT.entry_pc) ?? ranges[0]?.start;
  const range = ranges.find(known => start !== undefined && known.start <= start && start < known.end);
  if (start === undefined || range === undefined) return null;
  return { first: { start, end: range.end }, isContiguous: ranges.length === 1 };
}
