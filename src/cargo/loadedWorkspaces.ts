/**
 * Workspaces as cargo has described them, remembered as long as cargo would say the same: starting it takes some fifty
 * milliseconds. What it reads for that is looked at each time: manifests, configuration files, and the folders in
 * which it finds targets and members by their names.
 */

import path from 'node:path';
import { configFiles } from './cargoConfig.ts';
import { isSame, isSettled, namesIn, statOf } from './fileMemory.ts';
import { findManifest } from './manifest.ts';
import { loadWorkspace, type CargoWorkspace, type LoadWorkspace } from './metadata.ts';
import { isInside } from './pathInside.ts';

interface Witnesses {
  /** What files and folders were like when cargo had read them; null for none. */
  readonly stats: ReadonlyMap<string, ReturnType<typeof statOf>>;
  /** None may have been changed while cargo read. */
  readonly isWhole: boolean;
}

interface Loaded {
  readonly workspace: Promise<CargoWorkspace>;
  /** Null while cargo is being asked. */
  witnesses: Witnesses | null;
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
    const always = readAlways(manifest);
    const workspace = loadWorkspace(manifest);
    const loaded: Loaded = { workspace, witnesses: null };
    this.#byManifest.set(manifest, loaded);
    workspace.then(
      found => {
        loaded.witnesses = witness([...always, ...readFor(found)], startMs);
      },
      () => {
        if (this.#byManifest.get(manifest) === loaded) this.#byManifest.delete(manifest);
      },
    );
    return loaded;
  }
}

function isCurrent({ witnesses }: Loaded): boolean {
  if (witnesses === null) return true;
  if (!witnesses.isWhole) return false;
  for (const [file, was] of witnesses.stats) {
    const is = statOf(file);
    if (is === null || was === null ? is !== was : !isSame(is, was)) return false;
  }
  return true;
}

/** `startMs`: when cargo began to read, milliseconds since the epoch. */
function witness(files: readonly string[], startMs: number): Witnesses {
  const stats = new Map(files.map(file => [file, statOf(file)]));
  return { stats, isWhole: [...stats.values()].every(stat => stat === null || isSettled(stat, startMs)) };
}

/** What cargo reads whatever the workspace is like: also the manifests above, one of which may be the workspace's. */
function readAlways(manifest: string): string[] {
  const root = path.dirname(manifest);
  const above: string[] = [];
  for (let folder = root; folder !== path.dirname(folder); folder = path.dirname(folder))
    above.push(path.join(path.dirname(folder), 'Cargo.toml'));
  return [manifest, ...above, ...configFiles(root)];
}

function readFor({ workspaceRoot, packages }: CargoWorkspace): string[] {
  const roots = packages.map(({ root }) => root);
  const ofTargets = roots.flatMap(root => {
    const folders = TARGET_FOLDERS.map(name => path.join(root, name));
    // A target may be a folder with a main.rs.
    return [root, path.join(root, 'src'), ...folders, ...folders.flatMap(foldersIn)];
  });
  // Members may be named by a pattern: another folder beside theirs may become one.
  const around = [...new Set(roots.map(root => path.dirname(root)))].filter(folder => isInside(workspaceRoot, folder));
  return [...packages.map(({ manifest }) => manifest), ...ofTargets, ...around, ...around.flatMap(foldersIn)];
}

function foldersIn(folder: string): string[] {
  return namesIn(folder)
    .filter(name => !name.startsWith('.'))
    .map(name => path.join(folder, name))
    .filter(inner => statOf(inner)?.isDirectory() === true);
}
