/** What became of the question "where does this function live in what was built?". Survives JSON. */

import type { Absence } from '../model/absence.ts';
import type { Artifact, BuildTarget } from '../model/artifact.ts';
import type { FunctionInstance } from '../model/functionInstance.ts';
import type { ProbePlan } from '../model/probePlan.ts';

export type Resolution =
  | {
      readonly kind: 'plan';
      readonly plan: ProbePlan;
      /** All of them, own code first, by address; the plan may probe fewer. */
      readonly instances: readonly FunctionInstance[];
      /** How to build the artifact again; offered when `plan.artifact.newerSource` is not null. */
      readonly build: BuildTarget;
      /** Other artifacts that are compiled from its source, the likeliest first; they were not searched. */
      readonly others: readonly Artifact[];
      /** The person should say which artifact is meant: several are as likely. */
      readonly isAmbiguous: boolean;
    }
  /** `build` is what could bring the function about; null where building does not help. */
  | { readonly kind: 'none'; readonly reason: Absence; readonly build: BuildTarget | null };
