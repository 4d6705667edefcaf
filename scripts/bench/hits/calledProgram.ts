/** The crate in `program`, built, and one process of it that is told how often to call which function. */

import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { root } from '../../root.ts';

export const CALLED = ['add', 'greet', 'take'] as const;
export type Called = (typeof CALLED)[number];

export type Profile = 'release' | 'dev';

/** A copy of the crate with both builds. */
export interface CalledCrate {
  /** Of its Cargo.toml. */
  readonly folder: string;
  readonly source: string;
  readonly binary: (profile: Profile) => string;
}

/** What a call took, in nanoseconds: by the clock, and of the processor. */
export interface CallTime {
  readonly clockNs: number;
  readonly processorNs: number;
}

/** In a folder of its own below `scratch`, with nothing from any registry. @throws Error with cargo's own words. */
export function buildCalled(scratch: string): CalledCrate {
  const folder = path.join(scratch, 'called');
  cpSync(path.join(root, 'scripts/bench/hits/program'), folder, { recursive: true });
  const target = path.join(folder, 'target');
  for (const profile of ['release', 'dev']) {
    const env = { ...process.env, CARGO_TARGET_DIR: target };
    execFileSync('cargo', ['build', '--offline', '--quiet', `--profile=${profile}`], { cwd: folder, env });
  }
  return {
    folder,
    source: path.join(folder, 'src/main.rs'),
    binary: profile => path.join(target, profile === 'dev' ? 'debug' : 'release', 'hits'),
  };
}

export class CalledProgram {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;

  constructor(binary: string) {
    this.#child = spawn(binary, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface(this.#child.stdout);
  }

  get pid(): number {
    return this.#child.pid ?? NaN;
  }

  /** Resolves when all the calls have been made. */
  async call(called: Called, calls: number): Promise<CallTime> {
    this.#child.stdin.write(`${called} ${calls}\n`);
    const [line] = (await once(this.#lines, 'line')) as [string];
    const [clockNs = NaN, processorNs = NaN] = line.split(' ').map(Number);
    return { clockNs: clockNs / calls, processorNs: processorNs / calls };
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.stdin.end();
    await once(this.#child, 'exit');
  }
}
