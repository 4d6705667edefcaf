/** What happens to a trace that lives through the builds of its program: what its tracers say, and what goes on between them. */

import type { Silence } from '../model/absence.ts';
import type { Hit } from '../model/hit.ts';
import type { HumanErrorDetail } from '../model/humanError.ts';
import type { TracerEvent } from '../tracer/tracer.ts';
import type { CallOutcome } from './callOutcome.ts';

/** What tracers say of hits; told on as `hit`, `outcome` and `counted`, so that no hit is told of twice. */
type TracerHits = Extract<TracerEvent, { type: 'hit' | 'exit' | 'counts' }>;

export type LiveEvent =
  | Exclude<TracerEvent, TracerHits>
  /** The record of a hit. With `wasCounted`, the hit itself has been told of with `counted` before. */
  | { readonly type: 'hit'; readonly hit: Hit; readonly wasCounted?: boolean }
  /** How a call has ended whose `hit` was told of before. Once for each whose end can be told at all. */
  | { readonly type: 'outcome'; readonly outcome: CallOutcome }
  /**
   * So many more hits of each probe, in the order of the plan, whose records have not come (yet, or ever).
   * `isExact`: with them, every hit up to some moment before now has been told of, in all builds.
   */
  | { readonly type: 'counted'; readonly hits: readonly number[]; readonly isExact: boolean }
  /** The program was built again: its new file is looked into and attached. Calls of the old one stay hits. */
  | { readonly type: 'reattaching' }
  /** All probes are in place in the new build. Those of the one before stay while a process runs it. */
  | { readonly type: 'rebuilt'; readonly probes: number }
  /** The new build is not traced. The trace goes on in the one before, if that was attached, and waits for the next build. */
  | { readonly type: 'notReattached'; readonly error: HumanErrorDetail }
  /** Why there are no hits; null when the reason is gone. */
  | { readonly type: 'silence'; readonly silence: Silence | null };
