/** What can be counted of a selection, and what cannot be: questions and answers. The answers survive JSON. */

import type { Absence } from '../model/absence.ts';
import type { Artifact, ArtifactKey, BuildTarget } from '../model/artifact.ts';
import type { CountPlan, CountSelection, FunctionOrigin } from '../model/countPlan.ts';
import type { HumanErrorDetail } from '../model/humanError.ts';
import type { ArtifactFilter } from './artifactChoice.ts';

export interface CountRequest {
  readonly selection: CountSelection;
  /** Any file or folder of the workspace. */
  readonly from: string;
  /** As in ResolveRequest. */
  readonly folders?: readonly string[];
  readonly filter: ArtifactFilter;
  readonly preferred?: ArtifactKey | null;
}

/** `build` is what could bring the functions about; null where building does not help. */
export interface NothingToCount {
  readonly kind: 'none';
  readonly reason: Absence;
  readonly build: BuildTarget | null;
}

export type Countable =
  | {
      readonly kind: 'matches';
      readonly artifact: Artifact;
      /** How many functions match. */
      readonly total: number;
      /** The first of them by name. */
      readonly first: readonly CountableFunction[];
      /** Why it cannot be counted as it is, and what to do: nothing matches, or more than can be counted. */
      readonly warning: HumanErrorDetail | null;
    }
  /** The pattern cannot be read; `from` and `to` are UTF-16 units of it. */
  | { readonly kind: 'invalid'; readonly error: HumanErrorDetail; readonly from: number; readonly to: number }
  /** Nothing has been built that could hold them. */
  | NothingToCount;

export interface CountableFunction {
  readonly name: string;
  readonly crate: string;
  readonly origin: FunctionOrigin;
  /** Homes with machine code, inlined copies among them. */
  readonly instances: number;
}

export type CountPlanning =
  { readonly kind: 'plan'; readonly plan: CountPlan; readonly build: BuildTarget | null } | NothingToCount;
