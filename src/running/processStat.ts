/** Whether a process lives, and when it was started: /proc/PID/stat, proc_pid_stat(5). Open to every user. */

import { readFileSync } from 'node:fs';
import type { TracedProcess } from '../model/tracedProcess.ts';

export interface ProcessStat {
  /** `R`, `S`, `Z`, … */
  readonly state: string;
  readonly threads: number;
  /** Clock ticks from the boot to the start of the process; of these, Linux shows 100 a second to every program. */
  readonly startTicks: number;
}

export const TICKS_PER_SECOND = 100;

/** Fields of the man page, counted from the one behind the name. */
const STATE = 3 - 3;
const NUM_THREADS = 20 - 3;
const STARTTIME = 22 - 3;

/** Null when the process has ended, also where its parent has not taken note yet. */
export function readStat(pid: number): ProcessStat | null {
  try {
    const stat = parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    // The main thread alone may end, and others go on.
    return stat === null || stat.state === 'X' || (stat.state === 'Z' && stat.threads <= 1) ? null : stat;
  } catch {
    return null;
  }
}

/** Whether it is the process that was meant, and not another of its number. */
export function isAlive({ pid, startTicks }: Pick<TracedProcess, 'pid' | 'startTicks'>): boolean {
  return readStat(pid)?.startTicks === startTicks;
}

/** Null for a text of another kind. The name, in parentheses, may hold parentheses, blanks and newlines itself. */
export function parseStat(text: string): ProcessStat | null {
  const fields = text
    .slice(text.lastIndexOf(')') + 1)
    .trim()
    .split(' ');
  const state = fields[STATE] ?? '';
  const threads = Number(fields[NUM_THREADS]);
  const startTicks = Number(fields[STARTTIME]);
  if (!/^[A-Za-z]$/.test(state) || !Number.isSafeInteger(threads) || !Number.isSafeInteger(startTicks)) return null;
  return { state, threads, startTicks };
}
