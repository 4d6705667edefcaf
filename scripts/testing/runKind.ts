/** Runs one kind of tests in a fresh process with a time limit, and judges how it ended. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestCounts } from '../../test/support/reporter.ts';
import { root } from '../root.ts';
import type { TestKind } from './kinds.ts';
import { endMarkedProcesses, killProcesses, markedProcesses, markOf } from './marked.ts';

const strayGraceMs = 5000;
const termGraceMs = 5000;

export interface KindResult {
  readonly counts: TestCounts;
  readonly durationMs: number;
  /** What is wrong beside failed tests; each counts as one more failure. */
  readonly problems: readonly string[];
}

export interface RunKindOptions {
  /** Only tests whose title has this text in it; the minimum does not hold then. */
  readonly grep: string | undefined;
  readonly isCi: boolean;
  readonly write: (chunk: Uint8Array) => void;
}

let runsSoFar = 0;
const running = new Set<string>();

export async function runKind(kind: TestKind, { grep, isCi, write }: RunKindOptions): Promise<KindResult> {
  const startMs = Date.now();
  const runId = `${process.pid}-${++runsSoFar}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'rt-report-'));
  const report = path.join(folder, 'counts.jsonl');
  running.add(runId);
  const child = spawn(process.execPath, ['--import', 'tsx', ...kind.command], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...markOf(runId),
      RUST_TRACE_TEST_REPORT: report,
      ...(grep === undefined ? {} : { RUST_TRACE_TEST_GREP: grep }),
    },
  });
  child.stdout.on('data', write);
  child.stderr.on('data', write);

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
  running.delete(runId);

  const counts = readCounts(report);
  rmSync(folder, { recursive: true });
  const problems: string[] = [];
  const ran = (counts?.passed ?? 0) + (counts?.failed ?? 0);
  if (limit.isOver) problems.push(`had not ended after ${kind.timeoutMs / 1000} s and was ended`);
  else if (counts === null) problems.push(`ended with ${code ?? signal ?? 'nothing'} and without a report`);
  else if (code !== 0 && counts.failed === 0) problems.push(`ended with ${code ?? signal ?? 'nothing'}`);
  else if (grep === undefined && ran < kind.minimum)
    problems.push(`only ${ran} tests ran, of at least ${kind.minimum}`);
  if (isCi && (counts?.skipped ?? 0) > 0) problems.push('tests were skipped, and CI must run all');
  for (const { pid, commandLine } of strays) problems.push(`left process ${pid} behind: ${commandLine.slice(0, 200)}`);
  return { counts: counts ?? { passed: 0, failed: 0, skipped: 0 }, durationMs: Date.now() - startMs, problems };
}

/** Kills all that came of kinds that run now; for Ctrl-C. */
export function killRunningKinds(): void {
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
