/** Is a path a program or library that was built for Linux? Looks at the file's kind, mode and first bytes only. */

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { FileMemory, statOf } from './fileMemory.ts';

export interface BuiltFile {
  readonly path: string;
  readonly modifiedMs: number;
  /** `dev:ino` in decimal. */
  readonly inode: string;
}

const ELF_MAGIC = Buffer.from('\x7fELF', 'latin1');

const elfFiles = new FileMemory(startsAsElf);

/** Null for anything but an ELF file that may be executed, or for none. Follows symbolic links. */
export function builtFile(path: string): BuiltFile | null {
  const found = statOf(path);
  // Asked before opening: a named pipe would keep the reader waiting.
  if (found?.isFile() !== true || (found.mode & 0o111) === 0 || elfFiles.get(path) !== true) return null;
  // Inode numbers may be larger than what a number holds.
  const exact = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (exact === undefined) return null;
  return { path, modifiedMs: found.mtimeMs, inode: `${exact.dev}:${exact.ino}` };
}

function startsAsElf(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const start = Buffer.alloc(ELF_MAGIC.length);
    return readSync(descriptor, start, 0, start.length, 0) === start.length && start.equals(ELF_MAGIC);
  } finally {
    closeSync(descriptor);
  }
}
