/**
 * The folders of a target directory that hold what was built: `<profile>/` and `<triple>/<profile>/`.
 * https://doc.rust-lang.org/cargo/reference/build-cache.html
 */

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { FileMemory, statOf } from './fileMemory.ts';
import type { CargoWorkspace } from './metadata.ts';

export interface ProfileFolder {
  /** `dev` for the folder `debug`, otherwise the folder's name. */
  readonly profile: string;
  /** Target triple, null for builds without `--target`. */
  readonly triple: string | null;
  /** Where the finished artifacts are. */
  readonly finished: string;
  /** Where cargo builds: see builtUnits.ts. */
  readonly building: string;
}

/** Looks two levels deep and no further. Empty before the first build. */
export function profileFolders(workspace: CargoWorkspace): ProfileFolder[] {
  const { targetDirectory, buildDirectory } = workspace;
  const found: ProfileFolder[] = [];
  const add = (name: string, triple: string | null): void => {
    const relative = path.join(triple ?? '', name);
    found.push({
      profile: name === 'debug' ? 'dev' : name,
      triple,
      finished: path.join(targetDirectory, relative),
      building: path.join(buildDirectory, relative),
    });
  };
  for (const name of foldersIn(buildDirectory)) {
    const folder = path.join(buildDirectory, name);
    if (isProfile(folder)) add(name, null);
    // Other tools keep whole target directories of their own in here (`target/rust-analyzer`).
    else if (!exists(path.join(folder, '.rustc_info.json'))) {
      for (const below of foldersIn(folder)) if (isProfile(path.join(folder, below))) add(below, name);
    }
  }
  return found;
}

/** In the old or in the new layout. */
function isProfile(folder: string): boolean {
  return exists(path.join(folder, 'deps')) || exists(path.join(folder, 'build'));
}

function exists(file: string): boolean {
  return statOf(file) !== null;
}

const inner = new FileMemory(folder =>
  readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() || entry.isSymbolicLink())
    .map(entry => entry.name),
);

function foldersIn(folder: string): readonly string[] {
  return inner.get(folder) ?? [];
}
