/** test/fixtures/counted with its generated functions, built, and what it says of a run: the oracle of every count. */

import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { countedSources, type CountedSources, type Mangling } from './sources.ts';

const fixture = fileURLToPath(new URL('../../fixtures/counted', import.meta.url));

export interface CountedProgramOptions {
  /** Functions below the module `calls`. */
  readonly size: number;
  /** Calls of the function that is called most. */
  readonly heaviest: number;
  readonly mangling: Mangling;
  readonly profile: 'dev' | 'release';
}

/** What the program says when it ends. */
export interface CountedReport {
  /** Epoch, around all the calls. */
  readonly startedNs: string;
  readonly endedNs: string;
  /** Processor time of its threads in the calls. */
  readonly processorNs: number;
  /** In the order of the sources; of the instances of one function in the order of their types. */
  readonly functions: readonly { readonly name: string; readonly instances: readonly number[] }[];
}

export class CountedProgram {
  /** Of its Cargo.toml. */
  readonly folder: string;
  readonly binary: string;
  readonly sources: CountedSources;
  #reports = 0;

  private constructor(folder: string, binary: string, sources: CountedSources) {
    this.folder = folder;
    this.binary = binary;
    this.sources = sources;
  }

  /** In a new temporary folder, with nothing from any registry. Rejects with cargo's own words. */
  static async build({ size, heaviest, mangling, profile }: CountedProgramOptions): Promise<CountedProgram> {
    const folder = mkdtempSync(path.join(tmpdir(), 'rt-counted-'));
    const sources = countedSources(size, heaviest, mangling);
    cpSync(fixture, folder, { recursive: true });
    mkdirSync(path.join(folder, 'src/calls'));
    for (const [file, text] of sources.files) writeFileSync(path.join(folder, 'src', file), text);
    const target = path.join(folder, 'target');
    // A stable compiler leaves the old mangling only by this way.
    const flags = `-Zunstable-options -Csymbol-mangling-version=${mangling}`;
    const env = { ...process.env, CARGO_TARGET_DIR: target, RUSTC_BOOTSTRAP: '1', RUSTFLAGS: flags };
    await promisify(execFile)('cargo', ['build', '--offline', '--quiet', `--profile=${profile}`], { cwd: folder, env });
    const binary = path.join(target, profile === 'dev' ? 'debug' : 'release', 'counted');
    return new CountedProgram(folder, binary, sources);
  }

  /** To run it, and to read what it says after that run. */
  command(threads: number): { readonly argv: readonly [string, ...string[]]; readonly report: () => CountedReport } {
    const file = path.join(this.folder, `report-${++this.#reports}.json`);
    return {
      argv: [this.binary, String(threads), file],
      report: () => JSON.parse(readFileSync(file, 'utf8')) as CountedReport,
    };
  }

  /** Runs it to its end, without anything that counts. */
  run(threads: number): CountedReport {
    const { argv, report } = this.command(threads);
    const [file, ...args] = argv;
    execFileSync(file, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    return report();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
