/** Which processes run what was built, and which still run what was at its place before. */

import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Artifact } from '../model/artifact.ts';
import { mappedFiles, type MappedFile } from './mappings.ts';
import { runningProcesses, type ProcessList, type RunningProcess } from './processes.ts';

export interface ArtifactProcesses {
  /** Process ids, ascending. They run the artifact, or have it loaded if it is a library. */
  readonly current: readonly number[];
  /** They run a file that was at the artifact's path and has been replaced or removed. */
  readonly older: readonly number[];
  /** Of other users, so that the file is unknown: those that bear the program's name, for a library all. */
  readonly unreadable: readonly number[];
  /** Every process of the machine could be looked into; seldom so without root. */
  readonly isComplete: boolean;
}

/** The kernel cuts the name of a process to so many bytes. */
const MAX_COMM_BYTES = 15;

/** `list` is to be shared between questions about several artifacts. Libraries cost a look at every process's maps. */
export function processesOf(
  { path: file, inode }: Pick<Artifact, 'path' | 'inode'>,
  list: ProcessList = runningProcesses(),
): ArtifactProcesses {
  const isLibrary = file.endsWith('.so');
  const comm = commOfProgram(file);
  const unreadable = list.unreadable.filter(other => isLibrary || other.comm === comm).map(({ pid }) => pid);
  const real = realPath(file);
  const current: number[] = [];
  const older: number[] = [];
  for (const running of list.processes) {
    for (const used of isLibrary ? librariesOf(running, unreadable) : [running]) {
      if (isSameFile(used, real, inode)) current.push(running.pid);
      // The same path without being deleted is another file, in a container of its own.
      else if (used.isDeleted && used.path === real) older.push(running.pid);
    }
  }
  return {
    current: ascending(current),
    older: ascending(older).filter(pid => !current.includes(pid)),
    unreadable,
    isComplete: list.isComplete,
  };
}

type UsedFile = Pick<MappedFile, 'path' | 'isDeleted' | 'inode'>;

/** On some file systems the device in a mapping is not the one of stat; path and inode number then decide. */
function isSameFile(used: UsedFile, real: string, inode: string): boolean {
  if (used.inode === inode) return true;
  return !used.isDeleted && used.path === real && numberOf(used.inode) === numberOf(inode);
}

function numberOf(inode: string): string {
  return inode.slice(inode.indexOf(':') + 1);
}

function librariesOf({ pid }: RunningProcess, unreadable: number[]): MappedFile[] {
  try {
    return mappedFiles(pid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') unreadable.push(pid);
    return [];
  }
}

/** What the kernel calls a process of the program. */
export function commOfProgram(file: string): string {
  return Buffer.from(path.basename(file)).subarray(0, MAX_COMM_BYTES).toString();
}

/** The kernel shows paths without symbolic links. The file itself may be gone. */
function realPath(file: string): string {
  try {
    return path.join(realpathSync(path.dirname(file)), path.basename(file));
  } catch {
    return file;
  }
}

function ascending(pids: readonly number[]): number[] {
  return [...new Set(pids)].sort((a, b) => a - b);
}
