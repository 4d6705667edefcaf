/** Runs one job in a fresh process with a time limit, and judges how it ended. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestCounts } from '../../test/support/reporter.ts';
import { root } from '../root.ts';
import type { TestJob } from './jobs.ts';
import { endMarkedProcesses, killProcesses, markedProcesses, markOf } from './marked.ts';

const strayGraceMs = 5000;
const termGraceMs = 5000;
/** For the last of the output: what root runs behind sudo may hold the pipes for longer. */
const closeLimitMs = 1000;

export interface JobResult {
  readonly counts: TestCounts;
  /** What is wrong beside failed tests; each counts as one more failure. */
  readonly problems: readonly string[];
  /** What it wrote, to stdout and stderr. */
  readonly output: Uint8Array;
}

let runsSoFar = 0;
const running = new Set<string>();

/** @param grep only tests whose title has this text in it */
export async function runJob({ name, kind, command }: TestJob, grep: string | undefined): Promise<JobResult> {
  const runId = `${process.pid}-${++runsSoFar}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'rt-report-'));
  const report = path.join(folder, 'counts.jsonl');
  running.add(runId);
  const child = spawn(process.execPath, ['--import', 'tsx', ...command], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...markOf(runId),
      RUST_TRACE_TEST_REPORT: report,
      ...(grep === undefined ? {} : { RUST_TRACE_TEST_GREP: grep }),
    },
  });
  const closed = once(child, 'close');
  const output: Uint8Array[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));

  const limit = { isOver: false };
  const timer = setTimeout(() => {
    limit.isOver = true;
    child.kill('SIGTERM');
    setTimeout(() => {
      killProcesses(markedProcesses(runId));
    }, termGraceMs).unref();
  }, kind.timeoutMs);
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  const strays = await endMarkedProcesses(runId, strayGraceMs);
  await Promise.race([closed, sleep(closeLimitMs, undefined, { ref: false })]);
  running.delete(runId);

  const counts = readCounts(report);
  rmSync(folder, { recursive: true });
  const problems: string[] = [];
  if (limit.isOver) problems.push(`had not ended after ${kind.timeoutMs / 1000} s and was ended`);
  else if (counts === null) problems.push(`ended with ${code ?? signal ?? 'nothing'} and without a report`);
  else if (code !== 0 && counts.failed === 0) problems.push(`ended with ${code ?? signal ?? 'nothing'}`);
  for (const { pid, commandLine } of strays) problems.push(`left process ${pid} behind: ${commandLine.slice(0, 200)}`);
  return {
    counts: counts ?? { passed: 0, failed: 0, skipped: 0 },
    problems: problems.map(problem => `${name} ${problem}`),
    output: Buffer.concat(output),
  };
}

/** Kills all that came of jobs that run now; for Ctrl-C. */
export function killRunningJobs(): void {
  for (const runId of running) killProcesses(markedProcesses(runId));
}

/** The sum of all lines; null when there is none. */
function readCounts(report: string): TestCounts | null {
  if (!existsSync(report)) return null;
  const lines = readFileSync(report, 'utf8')
    .split('\n')
    .filter(line => line !== '');
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const counts of lines.map(line => JSON.parse(line) as TestCounts)) {
    sum.passed += counts.passed;
    sum.failed += counts.failed;
    sum.skipped += counts.skipped;
  }
  return lines.length === 0 ? null : sum;
}
