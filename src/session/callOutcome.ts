/** How a recorded call ended. */

import type { Hit, ShownValue } from '../model/hit.ts';

/**
 * `tailCalled`: it ended with a jump into another function, which returns in its place. `unwound`: by a panic that was
 * caught. `unseen`: it is over or will be, and nothing will be known of it.
 */
export type OutcomeKind = 'returned' | 'tailCalled' | 'unwound' | 'unseen';

export interface CallOutcome {
  /** As it was recorded: the very object. */
  readonly hit: Hit;
  readonly kind: OutcomeKind;
  /** CLOCK_MONOTONIC of its end, or for `unwound` of the catch; null for `unseen`. */
  readonly timeNs: bigint | null;
  /** From its entry to that; null for `unseen`. What the probes take is in it. */
  readonly durationNs: bigint | null;
  /** Null where the function returns nothing, and for other kinds than `returned`. */
  readonly result: ShownValue | null;
}
