/** A process to choose from, as the editor and the command line list it. Survives JSON. */

import type { Artifact } from '../model/artifact.ts';
import type { ProcessBuild } from '../model/tracedProcess.ts';
import type { ProcessFacts } from '../running/processFacts.ts';

export interface ProcessEntry extends ProcessFacts {
  /** What it runs of what cargo built, or another build of that; null where it cannot be looked into. */
  readonly runs: { readonly artifact: Artifact; readonly build: ProcessBuild } | null;
  /** Name of its main thread, of at most 15 bytes. */
  readonly comm: string;
  /** Why it cannot be looked into, as a clause; null where it can. */
  readonly obstacle: string | null;
}
