/** Which built file is meant, when a function may live in several. */

import type { Artifact, TargetKind } from '../model/artifact.ts';

/** What a person asked for on the command line or in a setting; null where they did not say. */
export interface ArtifactFilter {
  readonly targetName: string | null;
  /** Cargo profile: `dev`, `release`, … */
  readonly profile: string | null;
}

export const ANY_ARTIFACT: ArtifactFilter = { targetName: null, profile: null };

/** Programs before test executables: `cargo test` must not take a trace away from the program that runs. */
const KIND_ORDER: Readonly<Record<TargetKind, number>> = { bin: 0, example: 0, cdylib: 1, dylib: 1, bench: 2, test: 3 };

/** The artifacts to look into, the likeliest first: of the function's own package, programs first, newest first. */
export function likeliestFirst(
  artifacts: readonly Artifact[],
  ownPackage: string | null,
  filter: ArtifactFilter,
): Artifact[] {
  const isForeign = (artifact: Artifact): number => (artifact.packageName === ownPackage ? 0 : 1);
  return artifacts
    .filter(artifact => filter.targetName === null || artifact.targetName === filter.targetName)
    .filter(artifact => filter.profile === null || artifact.profile === filter.profile)
    .sort(
      (a, b) => isForeign(a) - isForeign(b) || KIND_ORDER[a.kind] - KIND_ORDER[b.kind] || b.modifiedMs - a.modifiedMs,
    );
}
