/** What became of the question "where does this function live in what was built?". Survives JSON. */

import type { BuildTarget } from '../model/artifact.ts';
import type { HumanErrorDetail } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';

export type Resolution =
  | {
      readonly kind: 'plan';
      readonly plan: ProbePlan;
      /** How to build the artifact again; offered when `plan.artifact.newerSource` is not null. */
      readonly build: BuildTarget;
    }
  /** Nothing that could hold the function has been built. */
  | { readonly kind: 'notBuilt'; readonly message: string; readonly build: BuildTarget }
  /** Built, but the function is not in it. `build` is offered when an artifact is older than the source. */
  | { readonly kind: 'none'; readonly reason: HumanErrorDetail; readonly build: BuildTarget | null };
