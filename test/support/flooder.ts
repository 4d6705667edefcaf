/** test/root/fixtures/flood.rs as a running program that is told how often to call its traced function. */

import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ProbePlan } from '../../src/model/probePlan.ts';
import { number, planOf } from '../unit/tracer/plan.ts';
import { buildDemo } from './demo.ts';

const source = fileURLToPath(new URL('../root/fixtures/flood.rs', import.meta.url));

/** Builds the program; begins with `push`, so a probe on it costs what it does on most functions. */
export function buildFlood(binary: string): void {
  execFileSync('rustc', ['-O', '--edition', '2024', '-o', binary, source]);
}

/** Where the source is in a copy of the sample crate that `buildFloodIn` has added it to. */
export const FLOOD_FILE = 'src/bin/flood.rs';

/** Adds the program to a copy of the sample crate, builds that, and returns the program's path. */
export async function buildFloodIn(folder: string): Promise<string> {
  const file = path.join(folder, FLOOD_FILE);
  mkdirSync(path.dirname(file));
  copyFileSync(source, file);
  return path.join(path.dirname(await buildDemo(folder)), 'flood');
}

export function floodPlan(binary: string): ProbePlan {
  return planOf(binary, [{ symbol: 'called', captures: [number('call', 'rdi'), number('thread', 'rsi')] }]);
}

export class Flooder {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;

  constructor(binary: string) {
    this.#child = spawn(binary, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface(this.#child.stdout);
  }

  get pid(): number {
    return this.#child.pid ?? NaN;
  }

  /**
   * Each of `threads` new threads calls the function `calls` times.
   * Resolves with what the program says: its calls so far, and the processor time of these, nanoseconds a call.
   */
  async flood(calls: number, threads = 1): Promise<{ calls: number; nsPerCall: number }> {
    this.#child.stdin.write(`${calls} ${threads}\n`);
    const [line] = (await once(this.#lines, 'line')) as [string];
    const [all = NaN, spentNs = NaN] = line.split(' ').map(Number);
    return { calls: all, nsPerCall: spentNs / (calls * threads) };
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.stdin.end();
    await once(this.#child, 'exit');
  }
}
