/** The processes that run what cargo built, or another build of it; and those that keep to themselves what they run. */

import type { Artifact } from '../model/artifact.ts';
import type { ProcessBuild } from '../model/tracedProcess.ts';
import { processFacts, readUserNames } from '../running/processFacts.ts';
import { commOfProgram } from '../running/processesOf.ts';
import { runningProcesses, type RunningProcess } from '../running/processes.ts';
import type { ProcessEntry } from './processEntry.ts';
import { filesOfProcess, type BuildIds, type ProcessFile } from './processFiles.ts';
import { closedBecause } from './whyNotAttached.ts';

/** The surest first. */
const ORDER: Readonly<Record<ProcessBuild, number>> = { current: 0, older: 1, copy: 2, other: 3 };

/**
 * Of every build in turn, the youngest first; then those that cannot be looked into, the ones with a name of ours first.
 * `mayHold`: artifacts that the function in question may be in; the others are not worth a place.
 */
export function listProcesses(
  artifacts: readonly Artifact[],
  mayHold: readonly Artifact[],
  buildIds: BuildIds,
): ProcessEntry[] {
  const users = readUserNames();
  const { processes, unreadable } = runningProcesses();
  const known = processes.flatMap((running): ProcessEntry[] => {
    const file = fileThatMayHold(running, artifacts, mayHold, buildIds);
    const facts = file === null ? null : processFacts(running.pid, users);
    if (file === null || facts === null) return [];
    const runs = { artifact: file.artifact, build: file.build };
    return [{ ...facts, comm: running.comm, runs, obstacle: null }];
  });
  const closed = unreadable.flatMap(({ pid, comm }): ProcessEntry[] => {
    const facts = processFacts(pid, users);
    return facts === null ? [] : [{ ...facts, comm, runs: null, obstacle: closedBecause() }];
  });
  const names = new Set(mayHold.map(({ path }) => commOfProgram(path)));
  const rank = ({ runs, comm }: ProcessEntry): number => {
    if (runs !== null) return ORDER[runs.build];
    return names.has(comm) ? 4 : 5;
  };
  return [...known, ...closed].sort((a, b) => rank(a) - rank(b) || a.ageMs - b.ageMs || b.pid - a.pid);
}

function fileThatMayHold(
  running: RunningProcess,
  artifacts: readonly Artifact[],
  mayHold: readonly Artifact[],
  buildIds: BuildIds,
): ProcessFile | null {
  try {
    const files = filesOfProcess(running, artifacts, buildIds);
    return files.find(({ like }) => like !== null && mayHold.includes(like)) ?? null;
  } catch {
    return null; // it has ended meanwhile
  }
}
