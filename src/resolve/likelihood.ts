/** How likely an artifact is meant, as far as the processes of this moment tell. */

import type { Artifact, ArtifactKey } from '../model/artifact.ts';
import { runningProcesses } from '../running/processes.ts';
import { processesOf } from '../running/processesOf.ts';
import type { Likelihood } from './artifactChoice.ts';

export function likelihoodOf(preferred: ArtifactKey | null, ownPackage: string | null): Likelihood {
  // Going through all processes takes a millisecond or two, and where there is one artifact nobody asks.
  let processes: ReturnType<typeof runningProcesses> | null = null;
  const known = new Map<Artifact, boolean>();
  return {
    preferred,
    ownPackage,
    isRunning: artifact => {
      processes ??= runningProcesses();
      const isRunning = known.get(artifact) ?? processesOf(artifact, processes).current.length > 0;
      known.set(artifact, isRunning);
      return isRunning;
    },
  };
}
