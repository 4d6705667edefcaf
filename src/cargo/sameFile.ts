/** Is a file among others? The same file may be named through a symbolic link to a folder above it. */

import { realpathSync } from 'node:fs';
import path from 'node:path';

/** All absolute. Asks the file system only when the names differ; a link of another name is not looked through. */
export function isAmong(file: string, others: readonly string[]): boolean {
  if (others.includes(file)) return true;
  const real = realPath(file);
  if (others.includes(real)) return true;
  const names = [path.basename(file), path.basename(real)];
  for (const other of others) {
    if (names.includes(path.basename(other)) && realPath(other) === real) return true;
  }
  return false;
}

/** The path itself where there is no such file. */
export function realPath(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}
