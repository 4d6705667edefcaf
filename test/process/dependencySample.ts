/**
 * Two workspaces below one folder, with dependencies of every kind: from a registry (a local one, which cargo unpacks
 * into a CARGO_HOME of the sample's own), by git, vendored, and by path.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeProject, type Sample } from './cargoSample.ts';

const PACKAGE = 'version = "0.1.0"\nedition = "2021"\n';

const FILES: Readonly<Record<string, string>> = {
  'one/Cargo.toml': `[package]\nname = "one"\n${PACKAGE}[dependencies]\nfrom-registry = "0.1"\nfrom-git = { git = "REPOSITORY" }\nnear = { path = "../near" }\n`,
  'one/src/main.rs': 'fn main() { from_registry::reg(); from_git::git(); near::near() }\n',
  'two/Cargo.toml': '[workspace]\nmembers = ["member"]\nresolver = "2"\n',
  'two/.cargo/config.toml': '[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "vendor"\n',
  'two/member/Cargo.toml': `[package]\nname = "member"\n${PACKAGE}[dependencies]\nvendored = "0.1"\nnear = { path = "../../near" }\n`,
  'two/member/src/main.rs': 'fn main() { vendored::ven(); near::near() }\n',
  'two/vendor/vendored/Cargo.toml': `[package]\nname = "vendored"\n${PACKAGE}`,
  'two/vendor/vendored/src/lib.rs': 'pub fn ven() {}\n',
  'two/vendor/vendored/.cargo-checksum.json': '{"files":{}}',
  'two/target/not-ours/Cargo.toml': 'broken',
  'near/Cargo.toml': `[package]\nname = "near"\n${PACKAGE}`,
  'near/src/lib.rs': 'pub fn near() {}\n',
  'broken/Cargo.toml': '[package]\nname = "broken"\nversion = ???\n',
  'broken/Cargo.lock': '\n[[package]]\nname = "from-registry"\n',
  'made/from-registry-0.1.0/Cargo.toml': `[package]\nname = "from-registry"\n${PACKAGE}`,
  'made/from-registry-0.1.0/src/lib.rs': 'pub fn reg() {}\n',
  'made/git/Cargo.toml': `[package]\nname = "from-git"\n${PACKAGE}`,
  'made/git/src/lib.rs': 'pub fn git() {}\n',
};

export interface DependencySample extends Sample {
  /** Source files where cargo has put them. */
  readonly registrySource: string;
  readonly gitSource: string;
}

/** Both workspaces are built. Sets CARGO_HOME, which `remove` takes back. */
export function makeDependencySample(): DependencySample {
  const sample = makeProject(FILES, 'window');
  const home = path.join(path.dirname(sample.root), 'cargo-home');
  const before = process.env.CARGO_HOME;
  // What rustup puts there must still be found.
  process.env.CARGO_HOME = home;
  mkdirSync(home);
  writeRegistry(sample, home);
  const repository = sample.file('made/git');
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'a'],
  ])
    execFileSync('git', args, { cwd: repository });
  const manifest = readFileSync(sample.file('one/Cargo.toml'), 'utf8');
  sample.write('one/Cargo.toml', manifest.replace('REPOSITORY', `file://${repository}`));
  build(sample.file('one'));
  build(sample.file('two'), '--offline');
  return {
    ...sample,
    registrySource: below(path.join(home, 'registry/src'), 1, 'from-registry-0.1.0/src/lib.rs'),
    gitSource: below(path.join(home, 'git/checkouts'), 2, 'src/lib.rs'),
    remove: () => {
      if (before === undefined) delete process.env.CARGO_HOME;
      else process.env.CARGO_HOME = before;
      sample.remove();
    },
  };
}

/** https://doc.rust-lang.org/cargo/reference/source-replacement.html#local-registry-sources */
function writeRegistry(sample: Sample, home: string): void {
  const registry = sample.file('made/registry');
  mkdirSync(path.join(registry, 'index/fr/om'), { recursive: true });
  const crate = path.join(registry, 'from-registry-0.1.0.crate');
  execFileSync('tar', ['czf', crate, '-C', sample.file('made'), 'from-registry-0.1.0']);
  const cksum = createHash('sha256').update(readFileSync(crate)).digest('hex');
  const line = { name: 'from-registry', vers: '0.1.0', deps: [], cksum, features: {}, yanked: false };
  writeFileSync(path.join(registry, 'index/fr/om/from-registry'), `${JSON.stringify(line)}\n`);
  const source = `[source.crates-io]\nreplace-with = "local"\n[source.local]\nlocal-registry = ${JSON.stringify(registry)}\n`;
  writeFileSync(path.join(home, 'config.toml'), source);
}

function build(cwd: string, ...args: string[]): void {
  execFileSync('cargo', ['build', '-q', ...args], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** `file` below the only folder, `levels` deep. */
function below(folder: string, levels: number, file: string): string {
  let current = folder;
  for (let level = 0; level < levels; level++) {
    const [name] = readdirSync(current);
    current = path.join(current, name ?? '');
  }
  return path.join(current, file);
}
