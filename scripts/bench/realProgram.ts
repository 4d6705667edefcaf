/**
 * A real program to measure and to count on, kept out of the repository: fd (Debian's package rust-fd-find), built from
 * the sources of Debian's archive with the Rust of the machine, unoptimised and as its author releases it (fat LTO, one
 * codegen unit), both with full debug information. A debug build is some 40 MB. Takes some minutes once, then a look
 * by cargo. Nothing of fd's or its crates' code is changed; Debian's own patches loosen versions.
 */

import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ensurePackages } from '../machine.ts';
import { benchCache } from './cacheFolder.ts';
import { DebianArchive } from './debianArchive.ts';

const run = promisify(execFile);
const maxBuffer = 64 * 1024 * 1024;
const sourcePackage = 'rust-fd-find';

/** Bump when this file makes something else of the same packages. */
const layoutVersion = 1;
const folder = path.join(benchCache, `${sourcePackage}-${layoutVersion}`);

export interface RealProgram {
  /** `fd 8.6.0-3 of Debian`. */
  readonly title: string;
  /** Folder of its Cargo.toml. */
  readonly folder: string;
  /** The built programs. */
  readonly debug: string;
  readonly release: string;
}

export interface RealProgramOptions {
  /** May packages of the system (dpkg-dev) be installed? */
  readonly install: boolean;
  readonly log: (line: string) => void;
}

/** Rejects where there is no apt, no network and nothing in the cache, or where the program does not build. */
export async function ensureRealProgram({ install, log }: RealProgramOptions): Promise<RealProgram> {
  if (!existsSync(folder)) {
    needDpkgSource(install, log);
    await fetchSources(log);
  }
  const program = path.join(folder, 'program');
  const version = readFileSync(path.join(folder, 'version'), 'utf8');
  const build = async (profile: 'dev' | 'release'): Promise<string> => {
    const target = path.join(program, 'target');
    const file = path.join(target, profile === 'dev' ? 'debug' : 'release', 'fd');
    if (!existsSync(file)) log(`building fd ${version}, profile ${profile} (some minutes, once)`);
    await run('cargo', ['build', '--offline', '--quiet', `--profile=${profile}`], {
      cwd: program,
      env: { ...process.env, CARGO_TARGET_DIR: target },
      maxBuffer,
    });
    return file;
  };
  const debug = await build('dev');
  const release = await build('release');
  return { title: `fd ${version} of Debian`, folder: program, debug, release };
}

function needDpkgSource(install: boolean, log: (line: string) => void): void {
  const wanted = [{ command: 'dpkg-source', package: 'dpkg-dev' }];
  const { done, missing } = ensurePackages(wanted, { install });
  for (const sentence of done) log(sentence);
  for (const { what, command } of missing) throw new Error(command === null ? what : `${what}; try: ${command}`);
}

/** The folder gets its name when it is complete, so that a killed run leaves nothing that looks whole. */
async function fetchSources(log: (line: string) => void): Promise<void> {
  mkdirSync(benchCache, { recursive: true });
  removeLeftovers();
  const unfinished = mkdtempSync(path.join(benchCache, `unfinished-${process.pid}-`));
  try {
    log("reading the lists of Debian's archive (about 20 MB)");
    const apt = path.join(unfinished, 'apt');
    const archive = await DebianArchive.open(apt);
    log(`getting the sources of ${sourcePackage} and of the crates it is built with (about 10 MB)`);
    const program = path.join(unfinished, 'program');
    const version = await archive.source(sourcePackage, program);
    await archive.crates(sourcePackage, path.join(unfinished, 'registry'));
    useOnly('../registry', program);
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
function useOnly(registry: string, program: string): void {
  rmSync(path.join(program, 'Cargo.lock'), { force: true });
  const manifest = path.join(program, 'Cargo.toml');
  // The crates of its tests are not among those that Debian builds it with.
  const withoutTests = readFileSync(manifest, 'utf8').replace(/^\[dev-dependencies[^\]]*\]\n(?:(?!\[).*\n?)*/gm, '');
  writeFileSync(manifest, withoutTests);
  mkdirSync(path.join(program, '.cargo'));
  const configuration = `[source.crates-io]
replace-with = "debian"

[source.debian]
directory = "${registry}"

[profile.release]
debug = 2
`;
  writeFileSync(path.join(program, '.cargo/config.toml'), configuration);
}
