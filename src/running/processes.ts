/**
 * The processes of this machine and the files they run, from /proc (proc_pid_exe(5)). All that is read of a process is
 * kept by the kernel in memory; a process that ends meanwhile is left out.
 */

import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { kernelPath } from './kernelPath.ts';

export interface RunningProcess {
  readonly pid: number;
  /** Name of its main thread, of at most 15 bytes. */
  readonly comm: string;
  /** Absolute path of the file that it runs, without symbolic links; where it was, when it is deleted. */
  readonly path: string;
  /** The file was replaced or removed after the start. */
  readonly isDeleted: boolean;
  /** `dev:ino` in decimal, also of a deleted file. */
  readonly inode: string;
}

export interface ProcessList {
  readonly processes: readonly RunningProcess[];
  /** Processes of other users: what they run is only shown to root. */
  readonly unreadable: readonly Pick<RunningProcess, 'pid' | 'comm'>[];
  /** Nothing was unreadable or hidden. */
  readonly isComplete: boolean;
}

/** About 25 µs a process. Kernel threads and zombies run no file and are left out. */
export function runningProcesses(): ProcessList {
  const processes: RunningProcess[] = [];
  const unreadable: Pick<RunningProcess, 'pid' | 'comm'>[] = [];
  const pids = readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? Number(name) : []));
  for (const pid of pids) {
    try {
      processes.push(runningProcess(pid));
    } catch (error) {
      if (isRefused(error) && hasCommandLine(pid)) unreadable.push({ pid, comm: commOf(pid) });
    }
  }
  // With the mount option hidepid the processes of others are not even listed; process 1 always exists.
  return { processes, unreadable, isComplete: unreadable.length === 0 && pids.includes(1) };
}

/** Throws what the file system says: EACCES for one of another user, ENOENT for one that has ended or runs no file. */
export function runningProcess(pid: number): RunningProcess {
  const link = `/proc/${pid}/exe`;
  const text = readlinkSync(link);
  const { dev, ino } = statSync(link, { bigint: true });
  const inode = `${dev}:${ino}`;
  return { pid, comm: commOf(pid), ...kernelPath(text, inode), inode };
}

/** Whether the kernel keeps to itself what a process runs. */
export function isRefused(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'EACCES' || code === 'EPERM';
}

/** False for kernel threads and zombies. */
function hasCommandLine(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`).length > 0;
  } catch {
    return false;
  }
}

/** Empty when the process has ended. */
function commOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').replace(/\n$/, '');
  } catch {
    return '';
  }
}
