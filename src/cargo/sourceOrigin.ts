/** Where a source file comes from: written here, downloaded by cargo, or part of Rust. Decided by its place on disk. */

import { homedir } from 'node:os';
import path from 'node:path';
import { statOf } from './fileMemory.ts';
import { isInside } from './pathInside.ts';
import { realPath } from './sameFile.ts';

export type SourceOrigin =
  /** In a package that its author builds here. */
  | 'own'
  /** Of a registry or a git repository, in cargo's cache. */
  | 'downloaded'
  /** The same, in a folder of the workspace that uses it. */
  | 'vendored'
  /** Of the standard library, as `rust-src` brings it or as debug information names it. */
  | 'standard-library';

/** `cargo vendor` puts the checksums of a package's files beside its manifest. */
export const VENDORED = '.cargo-checksum.json';

/** `manifest` is the nearest Cargo.toml above the file, or null. */
export function sourceOrigin(
  file: string,
  manifest: string | null,
  environment: NodeJS.ProcessEnv = process.env,
): SourceOrigin {
  if (/\/lib\/rustlib\/(?:src|rustc-src)\/rust\/|^\/rustc\/[0-9a-f]{40}\//.test(file)) return 'standard-library';
  const home = cargoHome(environment);
  const caches = [path.join(home, 'registry', 'src'), path.join(home, 'git', 'checkouts')];
  const real = realPath(file);
  for (const cache of caches) {
    if (isInside(cache, file) || isInside(realPath(cache), real)) return 'downloaded';
  }
  const isVendored = manifest !== null && statOf(path.join(path.dirname(manifest), VENDORED)) !== null;
  return isVendored ? 'vendored' : 'own';
}

/** Absolute path of the folder with cargo's configuration and caches. */
export function cargoHome(environment: NodeJS.ProcessEnv = process.env): string {
  const home = environment.CARGO_HOME;
  return home === undefined || home === '' ? path.join(environment.HOME ?? homedir(), '.cargo') : path.resolve(home);
}
