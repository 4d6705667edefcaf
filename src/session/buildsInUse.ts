/** Which builds of a program processes still run, also where the file has been replaced. */

import type { Artifact } from '../model/artifact.ts';
import { runningProcesses, type ProcessList } from '../running/processes.ts';
import { processesOf } from '../running/processesOf.ts';

/** Those of `builds` that are in use. */
export type FindInUse = (builds: readonly Artifact[]) => readonly Artifact[];

/**
 * A process of another user that bears a program's name counts, since what it runs cannot be seen. It does not count
 * for a library: any process may have that loaded, and there are always some of other users.
 */
export function buildsInUse(builds: readonly Artifact[], list: ProcessList = runningProcesses()): Artifact[] {
  return builds.filter(build => {
    const { current, unreadable } = processesOf(build, list);
    const isLibrary = build.kind === 'cdylib' || build.kind === 'dylib';
    return current.length > 0 || (!isLibrary && unreadable.length > 0);
  });
}
