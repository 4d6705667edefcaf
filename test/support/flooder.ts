/** test/root/fixtures/flood.rs as a running program that is told how often to call its traced function. */

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProbePlan } from '../../src/model/probePlan.ts';
import { number, planOf } from '../unit/tracer/plan.ts';
import { buildDemo } from './demo.ts';
import { ToldProgram } from './toldProgram.ts';

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

export class Flooder extends ToldProgram {
  /**
   * Each of `threads` new threads calls the function `calls` times.
   * Resolves with what the program says: its calls so far, and the processor time of these, nanoseconds a call.
   */
  async flood(calls: number, threads = 1): Promise<{ calls: number; nsPerCall: number }> {
    const [all = NaN, spentNs = NaN] = await this.tell(`${calls} ${threads}`);
    return { calls: all, nsPerCall: spentNs / (calls * threads) };
  }
}
