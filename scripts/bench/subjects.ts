/** The programs that are measured: the sample, and a real program of Debian's. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildDemo, demoFolder } from '../../test/support/demo.ts';
import type { Subject } from './contenders.ts';
import { ensureRealProgram, type RealProgramOptions } from './realProgram.ts';

export async function subjects(options: RealProgramOptions): Promise<Subject[]> {
  const real = await ensureRealProgram(options);
  const demo = { folder: demoFolder, sample: sampleIn(demoFolder, 'src/main.rs', 'fn add(') };
  const fd = { folder: real.folder, sample: sampleIn(real.folder, 'src/walk.rs', 'pub fn scan(') };
  return [
    { ...demo, title: 'the sample, debug', profile: 'dev', binary: await buildDemo() },
    { ...fd, title: `${real.title}, debug`, profile: 'dev', binary: real.debug },
    { ...fd, title: `${real.title}, release (fat LTO, debug = 2)`, profile: 'release', binary: real.release },
  ];
}

/** The line that `signature` stands in. */
function sampleIn(folder: string, file: string, signature: string): Subject['sample'] {
  const lines = readFileSync(path.join(folder, file), 'utf8').split('\n');
  const line0 = lines.findIndex(line => line.includes(signature));
  if (line0 < 0) throw new Error(`${file} of ${folder} has no ${signature}`);
  return { file, line1: line0 + 1 };
}
