/** Time and memory of a process, seen from outside. */

import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Cost {
  /** From before the start of the process to its end. */
  readonly ms: number;
  /** Processor time of it and of the processes that it waited for, in user and kernel mode. */
  readonly cpuMs: number;
  /** Largest resident set of it, or of a process that it waited for: ru_maxrss of getrusage(2). */
  readonly peakKib: number;
}

export interface Command {
  /** Program and arguments. */
  readonly argv: readonly string[];
  /** Beside the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs the command to its end, with its output in a file of `scratch`. Rejects with its own words when it fails, and
 * when it prints nothing: then it did not do the work that is to be measured.
 */
export async function measure({ argv, environment }: Command, scratch: string): Promise<Cost> {
  const [outputFile, errorFile, costFile] = ['stdout', 'stderr', 'cost'].map(name => path.join(scratch, name)) as [
    string,
    string,
    string,
  ];
  const stdout = openSync(outputFile, 'w');
  const stderr = openSync(errorFile, 'w');
  try {
    const startMs = performance.now();
    const child = spawn('/usr/bin/time', ['--format=%U %S %M', `--output=${costFile}`, ...argv], {
      stdio: ['ignore', stdout, stderr],
      env: { ...process.env, ...environment },
    });
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    const ms = performance.now() - startMs;
    const words = complaint(readFileSync(errorFile, 'utf8'));
    if (exitCode !== 0) throw new Error(words === '' ? `it ended with ${exitCode}` : words);
    if (readFileSync(outputFile).length === 0) throw new Error(words === '' ? 'it printed nothing' : words);
    const [user = 0, system = 0, peakKib = 0] = readFileSync(costFile, 'utf8').trim().split(' ').map(Number);
    return { ms, cpuMs: (user + system) * 1000, peakKib };
  } finally {
    closeSync(stdout);
    closeSync(stderr);
  }
}

/** The line of a program's diagnostics that says what is wrong: Node's own come with its version below. */
function complaint(diagnostics: string): string {
  const lines = diagnostics.trim().split('\n');
  return lines.find(line => /error/i.test(line)) ?? lines.at(-1) ?? '';
}
