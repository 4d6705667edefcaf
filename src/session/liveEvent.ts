/** What happens to a trace that lives through the builds of its program: what its tracers say, and what goes on between them. */

import type { Silence } from '../model/absence.ts';
import type { HumanErrorDetail } from '../model/humanError.ts';
import type { TracerEvent } from '../tracer/tracer.ts';

export type LiveEvent =
  | TracerEvent
  /** The program was built again: its new file is looked into and attached. Calls of the old one stay hits. */
  | { readonly type: 'reattaching' }
  /** All probes are in place in the new build. Those of the one before stay while a process runs it. */
  | { readonly type: 'rebuilt'; readonly probes: number }
  /** The new build is not traced. The trace goes on in the one before, if that was attached, and waits for the next build. */
  | { readonly type: 'notReattached'; readonly error: HumanErrorDetail }
  /** Why there are no hits; null when the reason is gone. */
  | { readonly type: 'silence'; readonly silence: Silence | null };
