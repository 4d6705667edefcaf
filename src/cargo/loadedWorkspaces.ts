/**
 * Workspaces as cargo has described them, remembered as long as cargo would say the same: starting it takes some fifty
 * milliseconds. What it reads for that is looked at each time: manifests, configuration files, the folders in which it
 * finds targets and members by their names, and what decides which cargo it is.
 */

import { homedir } from 'node:os';
import path from 'node:path';
import { configFiles } from './cargoConfig.ts';
import { isSame, isSettled, namesIn, statOf } from './fileMemory.ts';
import { findManifest } from './manifest.ts';
import { loadWorkspace, type CargoWorkspace, type LoadWorkspace } from './metadata.ts';
import { isInside } from './pathInside.ts';

/** What files and folders are like; null for none. */
type Stats = ReadonlyMap<string, ReturnType<typeof statOf>>;

interface Loaded {
  readonly workspace: Promise<CargoWorkspace>;
  /** What cargo reads, as it was then. Null where some of it may have been changed while cargo read. */
  witnesses: Stats | null;
}

/** Where cargo looks for targets that no manifest names: https://doc.rust-lang.org/cargo/guide/project-layout.html */
const TARGET_FOLDERS = ['src/bin', 'tests', 'examples', 'benches'];

export class LoadedWorkspaces {
  readonly #byManifest = new Map<string, Loaded>();

  /** As `loadWorkspace`. Failures are not remembered. */
  readonly load: LoadWorkspace = async (start, signal) => {
    const manifest = findManifest(start);
    const known = this.#byManifest.get(manifest);
    const loaded = known !== undefined && isCurrent(known) ? known : this.#ask(manifest);
    const workspace = await loaded.workspace;
    signal?.throwIfAborted();
    return workspace;
  };

  forget(): void {
    this.#byManifest.clear();
  }

  /** Not cancelled with the question that was first: others may be waiting for the same. */
  #ask(manifest: string): Loaded {
    const startMs = Date.now();
    const before = statsOf(readAlways(manifest));
    const workspace = loadWorkspace(manifest);
    const loaded: Loaded = { workspace, witnesses: before };
    this.#byManifest.set(manifest, loaded);
    workspace.then(
      found => {
        const witnesses = new Map([...statsOf(readFor(found)), ...before]);
        loaded.witnesses = areSettled(witnesses, startMs) ? witnesses : null;
      },
      () => {
        if (this.#byManifest.get(manifest) === loaded) this.#byManifest.delete(manifest);
      },
    );
    return loaded;
  }
}

function isCurrent({ witnesses }: Loaded): boolean {
  if (witnesses === null) return false;
  for (const [file, was] of witnesses) {
    const is = statOf(file);
    if (is === null || was === null ? is !== was : !isSame(is, was)) return false;
  }
  return true;
}

function statsOf(files: readonly string[]): Stats {
  return new Map(files.map(file => [file, statOf(file)]));
}

/** `startMs`: when cargo began to read, milliseconds since the epoch. */
function areSettled(stats: Stats, startMs: number): boolean {
  return [...stats.values()].every(stat => stat === null || isSettled(stat, startMs));
}

/** What cargo reads whatever the workspace is like: also the manifests above, one of which may be the workspace's. */
function readAlways(manifest: string): string[] {
  const folders = foldersUp(path.dirname(manifest));
  const inFolders = folders.flatMap(folder => FILES_ABOVE.map(name => path.join(folder, name)));
  return [...inFolders, ...configFiles(path.dirname(manifest)), path.join(rustupHome(), 'settings.toml')];
}

/** Of the folder itself too. */
const FILES_ABOVE = ['Cargo.toml', 'rust-toolchain', 'rust-toolchain.toml'];

function foldersUp(folder: string): string[] {
  const above = path.dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersUp(above)];
}

/** Where it is noted which toolchain is the default one, and those of folders. */
function rustupHome(): string {
  return process.env.RUSTUP_HOME ?? path.join(process.env.HOME ?? homedir(), '.rustup');
}

function readFor({ workspaceRoot, packages }: CargoWorkspace): string[] {
  const roots = packages.map(({ root }) => root);
  const ofTargets = roots.flatMap(root => {
    const folders = TARGET_FOLDERS.map(name => path.join(root, name));
    // A target may be a folder with a main.rs.
    return [root, path.join(root, 'src'), ...folders, ...folders.flatMap(foldersIn)];
  });
  // Members may be named by a pattern: another folder beside theirs, or beside one above, may become one. The lock names
  // them wherever they are, once they are built.
  const above = [...new Set([workspaceRoot, ...roots.flatMap(root => foldersUp(path.dirname(root)))])];
  const around = above.filter(folder => isInside(workspaceRoot, folder));
  const ofRoot = ['Cargo.toml', 'Cargo.lock'].map(name => path.join(workspaceRoot, name));
  const manifests = packages.map(({ manifest }) => manifest);
  return [...manifests, ...ofRoot, ...ofTargets, ...around, ...around.flatMap(foldersIn)];
}

function foldersIn(folder: string): string[] {
  return namesIn(folder)
    .filter(name => !name.startsWith('.'))
    .map(name => path.join(folder, name))
    .filter(inner => statOf(inner)?.isDirectory() === true);
}
