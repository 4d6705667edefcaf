/** Who carries a trace or a count out, and how. */

import type { TracerName } from '../tracer/tracer.ts';

export interface Carrier {
  /** Null before that is decided. */
  readonly tracer: TracerName | null;
  /** Why not another tracer, one clause; null where there was no choice. */
  readonly reason: string | null;
  /** The exact command line of the tracer; null before it is known. */
  readonly command: string | null;
}

export const NOBODY: Carrier = { tracer: null, reason: null, command: null };
