/** Whether a program may be run as root: nobody but root can have changed it or put another in its place. */

import { lstatSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';

/** The path with every symbolic link resolved, or null when there is no such file. */
export function resolvedPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

/**
 * One clause naming the first of a file and the folders above it that somebody other than root can change;
 * null when there is none. `path` is absolute and free of symbolic links.
 */
export function whyNotTrusted(path: string): string | null {
  const status = lstatSync(path);
  if (status.uid !== 0) return `${path} belongs to user ${status.uid}`;
  if ((status.mode & 0o022) !== 0) return `${path} is writable by others than root`;
  const parent = dirname(path);
  return parent === path ? null : whyNotTrusted(parent);
}
