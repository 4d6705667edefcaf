/**
 * Processes that carry our mark in their environment, and so came of one test run, however they were started:
 * in a session of their own, or with their parents gone. Root's processes behind sudo carry none.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const markVariable = 'RUST_TRACE_TEST_RUN';

export interface MarkedProcess {
  readonly pid: number;
  readonly commandLine: string;
}

/** The environment variable to start a run with. */
export function markOf(runId: string): Record<string, string> {
  return { [markVariable]: runId };
}

export function markedProcesses(runId: string): MarkedProcess[] {
  const marked: MarkedProcess[] = [];
  for (const entry of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      const environment = readFileSync(`/proc/${entry}/environ`, 'latin1').split('\0');
      if (!environment.includes(`${markVariable}=${runId}`)) continue;
      const commandLine = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      // A zombie has ended, and has no command line any more.
      if (commandLine !== '') marked.push({ pid: Number(entry), commandLine });
    } catch {
      // It has ended since, or is not ours to read.
    }
  }
  return marked;
}

/** Gives the marked processes `graceMs` to end, kills those that have not, and returns them. */
export async function endMarkedProcesses(runId: string, graceMs: number): Promise<MarkedProcess[]> {
  const deadlineMs = Date.now() + graceMs;
  let left = markedProcesses(runId);
  while (left.length > 0 && Date.now() < deadlineMs) {
    await sleep(100);
    left = markedProcesses(runId);
  }
  killProcesses(left);
  return left;
}

export function killProcesses(processes: readonly MarkedProcess[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended since.
    }
  }
}
