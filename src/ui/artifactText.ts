/** Artifacts in words, for the status bar and the choice. Pure. */

import type { Artifact, ArtifactKey } from '../model/artifact.ts';
import { countText } from '../model/numberText.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `demo · dev`, with the kind where it is no program and the triple where there is one. */
export function artifactName({ targetName, kind, profile, triple }: ArtifactKey): string {
  const name = kind === 'bin' ? targetName : `${targetName} (${kind})`;
  return [name, profile, ...(triple === null ? [] : [triple])].join(' · ');
}

/** `bin · dev · built 5 minutes ago · running`. */
export function artifactFacts(artifact: Artifact, isRunning: boolean, nowMs: number): string {
  const { kind, profile, triple, modifiedMs } = artifact;
  return [
    kind,
    profile,
    ...(triple === null ? [] : [triple]),
    `built ${agoText(nowMs - modifiedMs)}`,
    ...(isRunning ? ['running'] : []),
  ].join(' · ');
}

/** `just now`, `5 minutes ago`, `3 days ago`. */
function agoText(ageMs: number): string {
  if (ageMs < MINUTE_MS) return 'just now';
  if (ageMs < HOUR_MS) return `${countText(Math.floor(ageMs / MINUTE_MS), 'minute')} ago`;
  if (ageMs < DAY_MS) return `${countText(Math.floor(ageMs / HOUR_MS), 'hour')} ago`;
  return `${countText(Math.floor(ageMs / DAY_MS), 'day')} ago`;
}
