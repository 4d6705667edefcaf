/**
 * A small cargo workspace in a temporary folder whose name has blanks and characters beyond ASCII: a package with a
 * library (also a dynamic one), two programs, an example, a test and a bench, and a package that it depends on.
 * What cargo itself says about it is the oracle of the tests.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const FILES: Readonly<Record<string, string>> = {
  'Cargo.toml': '[workspace]\nmembers = ["app-one", "util"]\nresolver = "2"\n',
  'app-one/Cargo.toml': `[package]
name = "app-one"
version = "0.1.0"
edition = "2021"
[lib]
crate-type = ["rlib", "cdylib"]
[dependencies]
util = { path = "../util" }
`,
  'app-one/src/lib.rs': 'pub fn shared() -> u8 { util::one() }\n#[test]\nfn unit() {}\n',
  'app-one/src/main.rs': 'mod part;\nfn main() { part::run() }\n',
  'app-one/src/part.rs': 'pub fn run() { println!("{}", app_one::shared()) }\n',
  'app-one/src/bin/other-bin.rs': 'fn main() { println!("other {}", app_one::shared()) }\n',
  'app-one/examples/show.rs': 'fn main() { app_one::shared(); }\n',
  'app-one/tests/it.rs': '#[test]\nfn it() { app_one::shared(); }\n',
  'app-one/benches/be.rs': 'fn main() {}\n',
  'util/Cargo.toml': '[package]\nname = "util"\nversion = "0.1.0"\nedition = "2021"\n',
  'util/src/lib.rs': 'pub fn one() -> u8 { 1 }\n',
};

export interface Sample {
  readonly root: string;
  file(relative: string): string;
  write(relative: string, text: string): void;
  /** Output of cargo, run in the package `app-one`. Throws when it fails. */
  cargo(...args: string[]): string;
  remove(): void;
}

/** `files` come on top of the sample's own. */
export function makeSample(files: Readonly<Record<string, string>> = {}): Sample {
  return makeProject({ ...FILES, ...files }, 'Größe und 🦀');
}

/** A project of these files in a temporary folder, below one of the given name. */
export function makeProject(files: Readonly<Record<string, string>>, name: string): Sample {
  const parent = mkdtempSync(path.join(tmpdir(), 'rust-trace-cargo-'));
  const root = path.join(parent, name);
  const file = (relative: string): string => path.join(root, relative);
  const write = (relative: string, text: string): void => {
    mkdirSync(path.dirname(file(relative)), { recursive: true });
    writeFileSync(file(relative), text);
  };
  for (const [relative, text] of Object.entries(files)) write(relative, text);
  return {
    root,
    file,
    write,
    cargo: (...args) =>
      execFileSync('cargo', [...args, '--offline'], {
        cwd: file('app-one'),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    remove: () => {
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

/** `KIND TARGET PATH` of every program, test and dynamic library that cargo says it built. */
export function builtFiles(messages: string): string[] {
  const built = messages.split('\n').flatMap(line => {
    const message = (line.startsWith('{') ? JSON.parse(line) : {}) as CargoArtifact;
    if (message.reason !== 'compiler-artifact') return [];
    const { name, kind } = message.target;
    // As a dependency of something else a library stays in `deps/`.
    const library = message.filenames.find(file => file.endsWith('.so') && !file.includes('/deps/'));
    if (message.executable === null) return library === undefined ? [] : [`cdylib ${name} ${library}`];
    const shownKind = message.profile.test ? (kind.includes('bench') ? 'bench' : 'test') : kind.join();
    return [`${shownKind} ${name} ${message.executable}`];
  });
  return [...new Set(built)].sort();
}

interface CargoArtifact {
  readonly reason?: string;
  readonly target: { readonly name: string; readonly kind: readonly string[] };
  readonly profile: { readonly test: boolean };
  readonly filenames: readonly string[];
  readonly executable: string | null;
}
