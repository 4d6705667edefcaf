/** The manifest that a path belongs to, found as cargo finds it: in the nearest folder upward that has one. */

import path from 'node:path';
import { HumanError } from '../model/humanError.ts';
import { statOf } from './fileMemory.ts';

/** Absolute path of a `Cargo.toml`. `start` is any file or folder; throws a HumanError when no folder has one. */
export function findManifest(start: string): string {
  const manifest = nearestManifest(start);
  if (manifest !== null) return manifest;
  throw new HumanError({
    message: `${start} belongs to no cargo package: there is no Cargo.toml beside or above it.`,
    advice: 'Open a folder of a cargo package.',
  });
}

/** The same, null when no folder has one. */
export function nearestManifest(start: string): string | null {
  let folder = path.resolve(start);
  for (;;) {
    const manifest = path.join(folder, 'Cargo.toml');
    if (statOf(manifest)?.isFile() === true) return manifest;
    const parent = path.dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
}
