/**
 * A real program to measure and to count on, kept out of the repository: built from the sources of Debian's archive with
 * the Rust of the machine, in the user's cache folder. Takes some minutes once, then a look by cargo.
 */

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ensurePackages } from '../../machine.ts';
import { benchCache } from './cacheFolder.ts';
import { DebianArchive } from './debianArchive.ts';
import type { Recipe } from './recipes.ts';

const run = promisify(execFile);
const maxBuffer = 64 * 1024 * 1024;

/** Bump when this file makes something else of the same recipe. */
const layoutVersion = 1;

export interface RealProgramOptions {
  /** May packages of the system be installed? */
  readonly install: boolean;
  readonly log: (line: string) => void;
}

export class RealProgram {
  readonly recipe: Recipe;
  /** Folder of its Cargo.toml. */
  readonly folder: string;
  /** `fd 8.6.0-3`. */
  readonly title: string;
  readonly #log: (line: string) => void;

  private constructor(recipe: Recipe, folder: string, log: (line: string) => void) {
    this.recipe = recipe;
    this.folder = path.join(folder, 'program');
    this.title = `${recipe.name} ${readFileSync(path.join(folder, 'version'), 'utf8')}`;
    this.#log = log;
  }

  /** Rejects where there is no apt, no network and nothing in the cache, or where a package is missing. */
  static async fetch(recipe: Recipe, { install, log }: RealProgramOptions): Promise<RealProgram> {
    const { done, missing } = ensurePackages(recipe.needed, { install });
    for (const sentence of done) log(sentence);
    for (const { what, command } of missing) throw new Error(command === null ? what : `${what}; try: ${command}`);
    const folder = path.join(benchCache, `${recipe.package}-${layoutVersion}`);
    if (!existsSync(folder)) await fetchInto(folder, recipe, log);
    return new RealProgram(recipe, folder, log);
  }

  /** Returns the path of the program. Rejects with cargo's own words. */
  async build(profile: 'dev' | 'release'): Promise<string> {
    const target = path.join(this.folder, 'target');
    const file = path.join(target, profile === 'dev' ? 'debug' : 'release', this.recipe.name);
    if (!existsSync(file)) this.#log(`building ${this.title}, profile ${profile} (some minutes, once)`);
    await run('cargo', ['build', '--offline', '--quiet', `--profile=${profile}`], {
      cwd: this.folder,
      env: { ...process.env, CARGO_TARGET_DIR: target },
      maxBuffer,
    });
    return file;
  }
}

/** The folder gets its name when it is complete, so that a killed run leaves nothing that looks whole. */
async function fetchInto(folder: string, recipe: Recipe, log: (line: string) => void): Promise<void> {
  mkdirSync(benchCache, { recursive: true });
  removeLeftovers();
  const unfinished = mkdtempSync(path.join(benchCache, `unfinished-${process.pid}-`));
  const program = path.join(unfinished, 'program');
  try {
    log("reading the lists of Debian's archive (about 20 MB)");
    const apt = path.join(unfinished, 'apt');
    const archive = await DebianArchive.open(apt);
    log(`getting the sources of ${recipe.package} and of its crates from it (about 20 MB)`);
    const version = await recipe.fetch(archive, program, path.join(unfinished, 'registry'));
    useOnly('../registry', program, recipe.configuration);
    writeFileSync(path.join(unfinished, 'version'), version);
    rmSync(apt, { recursive: true });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function removeLeftovers(): void {
  for (const entry of readdirSync(benchCache)) {
    const pid = /^unfinished-(\d+)-/.exec(entry)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(path.join(benchCache, entry), { recursive: true });
  }
}

/** Makes cargo take the crates of `registry` (relative to `program`) and no others, in the versions that are there. */
function useOnly(registry: string, program: string, configuration: string): void {
  rmSync(path.join(program, 'Cargo.lock'), { force: true });
  const manifest = path.join(program, 'Cargo.toml');
  // The crates of its tests are not among those that Debian builds it with.
  const withoutTests = readFileSync(manifest, 'utf8').replace(/^\[dev-dependencies[^\]]*\]\n(?:(?!\[).*\n?)*/gm, '');
  writeFileSync(manifest, withoutTests);
  mkdirSync(path.join(program, '.cargo'));
  const sources = `[source.crates-io]
replace-with = "debian"

[source.debian]
directory = "${registry}"

`;
  writeFileSync(path.join(program, '.cargo/config.toml'), sources + configuration);
}
