/** Paths as the kernel writes them in /proc, for files that may be gone (`d_path` in fs/d_path.c of Linux). */

import { lstatSync } from 'node:fs';

const DELETED = ' (deleted)';

export interface KernelPath {
  readonly path: string;
  /** No longer at this path: replaced or removed. */
  readonly isDeleted: boolean;
}

/** `inode` (`dev:ino`) of the file tells a file that was deleted from one that is really called ` (deleted)`. */
export function kernelPath(text: string, inode: string): KernelPath {
  if (!text.endsWith(DELETED) || inodeAt(text) === inode) return { path: text, isDeleted: false };
  return { path: text.slice(0, -DELETED.length), isDeleted: true };
}

/** Null when nothing is there. */
function inodeAt(path: string): string | null {
  try {
    const { dev, ino } = lstatSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}
