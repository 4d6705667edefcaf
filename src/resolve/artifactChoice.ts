/** Which built file is meant, when a function may live in several. */

import { isSameArtifact, type Artifact, type ArtifactKey, type TargetKind } from '../model/artifact.ts';

/** What a person asked for on the command line; null where they did not say. */
export interface ArtifactFilter {
  readonly targetName: string | null;
  /** Cargo profile: `dev`, `release`, … */
  readonly profile: string | null;
}

export const ANY_ARTIFACT: ArtifactFilter = { targetName: null, profile: null };

export function passes(artifact: ArtifactKey, { targetName, profile }: ArtifactFilter): boolean {
  return (
    (targetName === null || artifact.targetName === targetName) && (profile === null || artifact.profile === profile)
  );
}

/** Programs before test executables: `cargo test` must not take a trace away from the program that is worked on. */
const KIND_ORDER: Readonly<Record<TargetKind, number>> = { bin: 0, example: 0, cdylib: 1, dylib: 1, bench: 2, test: 3 };

export interface Likelihood {
  /** The artifact that a person chose once and for all. */
  readonly preferred: ArtifactKey | null;
  readonly isRunning: (artifact: Artifact) => boolean;
  /** Package that the question came from, where that says more than the age: for a name without a place. */
  readonly ownPackage: string | null;
}

/** The one that was chosen, those that run now, those of the package asked from, programs; then the newest. */
export function likeliestFirst(artifacts: readonly Artifact[], likelihood: Likelihood): Artifact[] {
  if (artifacts.length < 2) return [...artifacts];
  const { preferred, isRunning, ownPackage } = likelihood;
  const ranks = new Map(
    artifacts.map(artifact => [
      artifact,
      [
        preferred !== null && isSameArtifact(artifact, preferred) ? 0 : 1,
        isRunning(artifact) ? 0 : 1,
        ownPackage === null || artifact.packageName === ownPackage ? 0 : 1,
        KIND_ORDER[artifact.kind],
        -artifact.modifiedMs,
      ],
    ]),
  );
  return [...artifacts].sort((a, b) => compare(ranks.get(a) ?? [], ranks.get(b) ?? []));
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, rank] of a.entries()) {
    const difference = rank - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Whether a person should say which artifact is meant: nothing was chosen, and another program is as likely as the
 * best one. Builds of one program in several profiles are told apart by their age, programs are not.
 */
export function isAmbiguousChoice(
  best: Artifact,
  others: readonly Artifact[],
  { preferred, isRunning }: Likelihood,
): boolean {
  if (preferred !== null && isSameArtifact(best, preferred)) return false;
  return others.some(
    other =>
      isRunning(other) === isRunning(best) &&
      (isRunning(best) || KIND_ORDER[other.kind] === KIND_ORDER[best.kind]) &&
      (other.packageName !== best.packageName || other.targetName !== best.targetName || other.kind !== best.kind),
  );
}
