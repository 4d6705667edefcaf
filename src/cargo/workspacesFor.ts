/**
 * The workspaces in which a source file may have been compiled: its own, and those of the open folders that depend on
 * its package. A file of a dependency that was downloaded, or of the standard library, has none of its own.
 */

import path from 'node:path';
import { toHumanDetail, type HumanErrorDetail } from '../model/humanError.ts';
import { textOf } from './fileMemory.ts';
import { nearestManifest } from './manifest.ts';
import { manifestsBelow } from './manifestsBelow.ts';
import { loadWorkspace, type CargoWorkspace, type LoadWorkspace } from './metadata.ts';
import { isInside } from './pathInside.ts';
import { readPackageManifest } from './packageManifest.ts';
import { sourceOrigin } from './sourceOrigin.ts';

export interface Workspaces {
  /** The file's own first, then those of the folders in their order; each once. */
  readonly workspaces: readonly CargoWorkspace[];
  /** Why a workspace that may have been meant could not be read. */
  readonly errors: readonly HumanErrorDetail[];
}

/** Each workspace starts a cargo, of some 50 ms. */
const MAX_WORKSPACES = 16;

/** `folders` are those of the window, absolute; `load` is asked about each workspace. Rejects only with the signal's reason. */
export async function workspacesFor(
  file: string,
  folders: readonly string[],
  signal?: AbortSignal,
  load: LoadWorkspace = loadWorkspace,
): Promise<Workspaces> {
  const manifest = nearestManifest(file);
  const origin = sourceOrigin(file, manifest);
  const search = new Search(load, signal);
  if (origin === 'own') await search.add(manifest ?? file);
  const ownPackage = manifest === null || origin === 'standard-library' ? null : readPackageManifest(manifest);
  const dependsOnIt = (lock: string): boolean =>
    ownPackage === null || lock.includes(`\nname = "${ownPackage.name}"\n`);
  // What is vendored lies in a folder of the workspace that it was vendored for.
  const above = origin === 'vendored' && manifest !== null ? path.dirname(path.dirname(manifest)) : null;
  const others = candidates(folders, above);
  for (const other of others) {
    const lock = lockOf(other);
    if (lock !== null && dependsOnIt(lock)) await search.add(other);
  }
  // Nothing of theirs has been built, but something could be.
  if (search.isEmpty) for (const other of others) if (lockOf(other) === null) await search.add(other);
  // Nobody here uses the package: then it was unpacked to be built by itself.
  if (search.isEmpty && origin === 'vendored' && manifest !== null) await search.add(manifest);
  const { workspaces, errors } = search;
  return { workspaces, errors };
}

class Search {
  readonly workspaces: CargoWorkspace[] = [];
  readonly errors: HumanErrorDetail[] = [];
  readonly #load: LoadWorkspace;
  readonly #signal: AbortSignal | undefined;
  /** Folders of manifests that cannot be read: asking from inside gives the same answer. */
  readonly #unreadable: string[] = [];

  constructor(load: LoadWorkspace, signal: AbortSignal | undefined) {
    this.#load = load;
    this.#signal = signal;
  }

  get isEmpty(): boolean {
    return this.workspaces.length === 0;
  }

  /** Unless it is one that has been tried already. */
  async add(manifest: string): Promise<void> {
    if (this.workspaces.length + this.errors.length >= MAX_WORKSPACES || this.#has(manifest)) return;
    try {
      const found = await this.#load(manifest, this.#signal);
      if (!this.workspaces.some(({ workspaceRoot }) => workspaceRoot === found.workspaceRoot))
        this.workspaces.push(found);
    } catch (error) {
      this.#signal?.throwIfAborted();
      this.#unreadable.push(path.dirname(manifest));
      this.errors.push(toHumanDetail(error));
    }
  }

  #has(manifest: string): boolean {
    if (this.#unreadable.some(folder => isInside(folder, manifest))) return true;
    return this.workspaces.some(
      ({ workspaceRoot, packages }) =>
        path.dirname(manifest) === workspaceRoot || packages.some(known => known.manifest === manifest),
    );
  }
}

/** Manifests above `first` and the folders, then those below the folders. */
function candidates(folders: readonly string[], first: string | null): string[] {
  const starts = first === null ? folders : [first, ...folders];
  const above = starts.map(start => nearestManifest(start));
  const below = folders.flatMap(folder => manifestsBelow(folder));
  return [...new Set([...above.filter(manifest => manifest !== null), ...below])];
}

/** Text of the nearest Cargo.lock beside or above a manifest: the one of its workspace. Null where none was built. */
function lockOf(manifest: string): string | null {
  for (let folder = path.dirname(manifest); ; folder = path.dirname(folder)) {
    const text = textOf(path.join(folder, 'Cargo.lock'));
    if (text !== null || folder === path.dirname(folder)) return text;
  }
}
