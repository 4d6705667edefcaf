/**
 * Where the real programs come from, and what building them takes. Nothing of their code or of their crates' is
 * changed; Debian's own patches loosen versions.
 */

import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { NeededPackage } from '../../machine.ts';
import type { DebianArchive } from './debianArchive.ts';

export interface Recipe {
  /** Of the program, and of its file. */
  readonly name: string;
  /** Debian's package of its sources. */
  readonly package: string;
  /** Of the system: tools and C libraries. */
  readonly needed: readonly NeededPackage[];
  /** Puts the program's sources and the crates for it into two new folders; returns the version. */
  readonly fetch: (archive: DebianArchive, program: string, registry: string) => Promise<string>;
  /** Lines for cargo's configuration. */
  readonly configuration: string;
  /** Folder of its main crate's modules, relative to its sources. */
  readonly crateFolder: string;
  /** The function that is asked for alone: where, and the beginning of its signature. */
  readonly sample: { readonly file: string; readonly signature: string };
}

/**
 * fd, a tool of some 150 functions and 50 crates. Its author releases it with fat LTO and one codegen unit; so is the
 * optimised build here, with full debug information.
 */
export const fd: Recipe = {
  name: 'fd',
  package: 'rust-fd-find',
  needed: [{ command: 'dpkg-source', package: 'dpkg-dev' }],
  fetch: async (archive, program, registry) => {
    await archive.crates(['build-dep', fd.package], registry);
    return archive.source(fd.package, program);
  },
  configuration: '[profile.release]\ndebug = 2\n',
  crateFolder: 'src',
  sample: { file: 'src/walk.rs', signature: 'pub fn scan(' },
};

/** cargo itself, which Debian has as a crate: some 180 crates, and nearly 200 MB with debug information. */
export const cargo: Recipe = {
  name: 'cargo',
  package: 'librust-cargo-dev',
  needed: [
    { command: 'pkg-config', package: 'pkg-config' },
    { command: '/usr/include/git2.h', package: 'libgit2-dev' },
    { command: '/usr/include/libssh2.h', package: 'libssh2-1-dev' },
    { command: '/usr/include/zlib.h', package: 'zlib1g-dev' },
    { command: '/usr/include/openssl/ssl.h', package: 'libssl-dev' },
    { command: '/usr/lib/x86_64-linux-gnu/pkgconfig/libcurl.pc', package: 'libcurl4-openssl-dev' },
  ],
  fetch: async (archive, program, registry) => {
    await archive.crates(['install', cargo.package], registry);
    const crate = readdirSync(registry).find(name => /^cargo-\d/.test(name));
    if (crate === undefined) throw new Error(`${cargo.package} has no crate cargo`);
    cpSync(path.join(registry, crate), program, { recursive: true });
    return crate.slice('cargo-'.length);
  },
  configuration: '[env]\nLIBGIT2_SYS_USE_PKG_CONFIG = "1"\nLIBSSH2_SYS_USE_PKG_CONFIG = "1"\n',
  crateFolder: 'src/cargo',
  sample: { file: 'src/cargo/ops/resolve.rs', signature: 'pub fn resolve_ws_with_opts<' },
};
