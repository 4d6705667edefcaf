/**
 * The folders of a target directory that hold what was built: `<profile>/` and `<triple>/<profile>/`.
 * https://doc.rust-lang.org/cargo/reference/build-cache.html
 */

import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
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
export async function profileFolders(workspace: CargoWorkspace): Promise<ProfileFolder[]> {
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
  for (const name of await foldersIn(buildDirectory)) {
    const folder = path.join(buildDirectory, name);
    if (await isProfile(folder)) add(name, null);
    // Other tools keep whole target directories of their own in here (`target/rust-analyzer`).
    else if (!(await exists(path.join(folder, '.rustc_info.json')))) {
      for (const inner of await foldersIn(folder)) if (await isProfile(path.join(folder, inner))) add(inner, name);
    }
  }
  return found;
}

/** In the old or in the new layout. */
async function isProfile(folder: string): Promise<boolean> {
  return (await exists(path.join(folder, 'deps'))) || (await exists(path.join(folder, 'build')));
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter(entry => entry.isDirectory() || entry.isSymbolicLink()).map(entry => entry.name);
  } catch {
    return [];
  }
}
