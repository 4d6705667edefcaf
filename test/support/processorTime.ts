/** Processor time, which on a busy machine says more of a test than the clock does. */

import { readFileSync } from 'node:fs';

/** The kernel's USER_HZ, the same on every machine of ours. */
const TICKS_A_SECOND = 100;

/** Seconds that this process has computed, and its children that have ended: utime to cstime of proc_pid_stat(5). */
export function processorSeconds(): number {
  const behindName = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1) ?? '';
  const ticks = behindName.split(' ').slice(11, 15).map(Number);
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_A_SECOND;
}
