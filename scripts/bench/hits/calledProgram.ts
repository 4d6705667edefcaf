/** The crate in `program`, built, and one process of it that is told how often to call which function. */

import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { ToldProgram } from '../../../test/support/toldProgram.ts';
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

export class CalledProgram extends ToldProgram {
  /** Resolves when all the calls have been made. */
  async call(called: Called, calls: number): Promise<CallTime> {
    const [clockNs = NaN, processorNs = NaN] = await this.tell(`${called} ${calls}`);
    return { clockNs: clockNs / calls, processorNs: processorNs / calls };
  }
}
