/** The manifest that a path belongs to, found as cargo finds it: in the nearest folder upward that has one. */

import { stat } from 'node:fs/promises';
import path from 'node:path';
import { HumanError } from '../model/humanError.ts';

/** Absolute path of a `Cargo.toml`. `start` is any file or folder; throws a HumanError when no folder has one. */
export async function findManifest(start: string): Promise<string> {
  const manifest = await nearestManifest(start);
  if (manifest !== null) return manifest;
  throw new HumanError({
    message: `${start} belongs to no cargo package: there is no Cargo.toml beside or above it.`,
    advice: 'Open a folder of a cargo package.',
  });
}

/** The same, null when no folder has one. */
export async function nearestManifest(start: string): Promise<string | null> {
  let folder = path.resolve(start);
  for (;;) {
    const manifest = path.join(folder, 'Cargo.toml');
    if (await isFile(manifest)) return manifest;
    const parent = path.dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
