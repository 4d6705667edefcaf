/**
 * How much the debug information says, as rustc's `debuginfo` levels leave it. Level 0 and `line-directives-only`
 * leave no unit at all.
 */

import type { HumanErrorDetail } from '../../model/humanError.ts';
import type { Unit } from './unit.ts';

/** In the order of what is known. */
export const DEBUG_DETAILS = [
  /** No unit names the file. */
  'none',
  /** Lines of code, but not where functions begin in the source: `line-tables-only`. */
  'lines',
  /** Functions, but neither arguments nor types: level 1. */
  'functions',
  /** Everything: level 2. */
  'full',
] as const;
export type DebugDetail = (typeof DEBUG_DETAILS)[number];

export interface FileDetail {
  readonly detail: DebugDetail;
  /** Why units that name the file could not be looked at: their contents are in files that are missing. */
  readonly missing: readonly HumanErrorDetail[];
}

/** Of one unit with its contents. Throws `MalformedError`. */
export function detailOfUnit(unit: Unit): DebugDetail {
  if (!unit.describesDeclarations) return 'lines';
  return unit.describesArguments ? 'full' : 'functions';
}
