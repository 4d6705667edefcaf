/** What is known of one counted function at a moment. */

import type { CountedFunction } from '../model/countPlan.ts';

export interface FunctionCount {
  readonly function: CountedFunction;
  /** Entries of all its instances; those that share a place are counted once. */
  readonly count: number;
  /** Whether that is all of them; else it is a lower bound, as is the rate. */
  readonly isExact: boolean;
  /** Entries a second over the last seconds; null before that is known, and once counting has ended. */
  readonly perSecond: number | null;
  /** Entries in each of the last intervals, oldest first; at most HISTORY_LENGTH. For a sparkline. */
  readonly history: readonly number[];
  /** Entries of each of `function.instances`, in their order. */
  readonly instances: readonly number[];
}

export const HISTORY_LENGTH = 60;
