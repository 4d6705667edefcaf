/** The programs that are measured: the sample, and real programs of Debian's. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildDemo, demoFolder } from '../../../test/support/demo.ts';
import { RealProgram, type RealProgramOptions } from './realProgram.ts';
import { cargo, fd } from './recipes.ts';

/** A built program and one function of it. */
export interface Subject {
  readonly title: string;
  /** Folder of its Cargo.toml. */
  readonly folder: string;
  /** Folder of the modules of its main crate, relative to `folder`. */
  readonly crateFolder: string;
  /** Cargo profile it was built with. */
  readonly profile: string;
  readonly binary: string;
  /** The function that is asked for alone: its file relative to `folder`, and the line of its signature, one-based. */
  readonly sample: { readonly file: string; readonly line1: number };
  /** Whether the aims of speed speak of it. */
  readonly isAimedAt: boolean;
}

/** `large`: with cargo itself, whose debug build takes some minutes more. */
export async function subjects(options: RealProgramOptions & { readonly large: boolean }): Promise<Subject[]> {
  const real = await RealProgram.fetch(fd, options);
  const small: Subject[] = [
    {
      title: 'the sample, debug',
      folder: demoFolder,
      crateFolder: 'src',
      sample: sampleIn(demoFolder, { file: 'src/main.rs', signature: 'fn add(' }),
      profile: 'dev',
      binary: await buildDemo(),
      isAimedAt: false,
    },
    { ...(await subjectOf(real, 'dev', 'debug')), isAimedAt: true },
    await subjectOf(real, 'release', 'release (fat LTO, debug = 2)'),
  ];
  return options.large ? [...small, await subjectOf(await RealProgram.fetch(cargo, options), 'dev', 'debug')] : small;
}

async function subjectOf(program: RealProgram, profile: 'dev' | 'release', build: string): Promise<Subject> {
  const { folder, title, recipe } = program;
  return {
    title: `${title}, ${build}`,
    folder,
    crateFolder: recipe.crateFolder,
    sample: sampleIn(folder, recipe.sample),
    profile,
    binary: await program.build(profile),
    isAimedAt: false,
  };
}

/** The line that `signature` stands in. */
function sampleIn(
  folder: string,
  { file, signature }: { readonly file: string; readonly signature: string },
): Subject['sample'] {
  const lines = readFileSync(path.join(folder, file), 'utf8').split('\n');
  const line0 = lines.findIndex(line => line.includes(signature));
  if (line0 < 0) throw new Error(`${file} of ${folder} has no ${signature}`);
  return { file, line1: line0 + 1 };
}
