/** One passage of a running program through a point of a plan, with what was read there, still in bytes. */

import type { ReadResult } from './read.ts';

export interface Passage {
  /** Id of the point: its index in `pointsOf(plan)`. */
  readonly point: number;
  /** CLOCK_MONOTONIC, nanoseconds. */
  readonly timeNs: bigint;
  /** Process (thread group) as the initial pid namespace numbers it; null when it had ended before it was asked for. */
  readonly pid: number | null;
  /** Thread, in the same namespace. */
  readonly tid: number;
  /** Thread name, at most 15 bytes as the kernel keeps it. */
  readonly comm: string;
  /** The stack pointer as it was when the function was entered; null where that is not known. */
  readonly stackPointer: bigint | null;
  /** One for each read of the point, in the same order. May be made when it is asked for: most are never shown. */
  readonly results: readonly ReadResult[];
}
