/** The program of paced/, built and planned for, and run at a rate. */

import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { DEFAULT_OPTIONS } from '../../../src/model/captureOptions.ts';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import { createResolver } from '../../../test/support/resolver.ts';

const source = fileURLToPath(new URL('paced', import.meta.url));

/** Where its function lives, for us and for tools that have no plan. */
export interface PacedTarget {
  readonly binary: string;
  /** Reads both arguments and nothing of its ends, as the other tools do. */
  readonly plan: ProbePlan;
  /** As a click has it: the ends of calls too. */
  readonly planWithReturns: ProbePlan;
  /** Mangled. */
  readonly symbol: string;
}

/** Builds it below `scratch`, optimised, so that its arguments are in registers: as every tool reads them. */
export async function buildPaced(scratch: string): Promise<PacedTarget> {
  const folder = path.join(scratch, 'paced');
  cpSync(source, folder, { recursive: true });
  const environment = {
    ...process.env,
    CARGO_TARGET_DIR: path.join(folder, 'target'),
    CARGO_PROFILE_RELEASE_DEBUG: '2',
  };
  execFileSync('cargo', ['build', '--release', '--offline', '--quiet'], { cwd: folder, env: environment });
  const resolver = await createResolver();
  const plan = async (returns: boolean): Promise<ProbePlan> => {
    const answer = await resolver.resolve({
      wanted: { kind: 'path', path: 'called' },
      from: folder,
      filter: { targetName: 'paced', profile: 'release' },
      options: { ...DEFAULT_OPTIONS, returns },
    });
    if (answer.kind !== 'plan') throw new Error(`no plan: ${answer.reason.detail.message}`);
    return answer.plan;
  };
  try {
    const [bare, planWithReturns] = [await plan(false), await plan(true)];
    const symbol = bare.probes[0]?.place.symbol ?? '';
    return { binary: path.join(folder, 'target/release/paced'), plan: bare, planWithReturns, symbol };
  } finally {
    resolver.dispose();
  }
}

/** What came of some calls. */
export interface PacedRun {
  readonly calls: number;
  /** What it came to: less than was asked for where a call costs too much. */
  readonly perSecond: number;
}

export class PacedProgram {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;
  #calls = 0;

  constructor({ binary }: PacedTarget) {
    this.#child = spawn(binary, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface(this.#child.stdout);
  }

  /** All calls so far. */
  get calls(): number {
    return this.#calls;
  }

  async run(perSecond: number, seconds: number): Promise<PacedRun> {
    this.#child.stdin.write(`${perSecond} ${seconds * 1000}\n`);
    const [line] = (await once(this.#lines, 'line')) as [string];
    const [all = NaN, tookNs = NaN] = line.split(' ').map(Number);
    const calls = all - this.#calls;
    this.#calls = all;
    return { calls, perSecond: calls / (tookNs / 1e9) };
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.stdin.end();
    await once(this.#child, 'exit');
  }
}
