/** Is a path a program or library that was built for Linux? Looks at the file's kind, mode and first bytes only. */

import { open, stat, type FileHandle } from 'node:fs/promises';

export interface BuiltFile {
  readonly path: string;
  readonly modifiedMs: number;
  /** `dev:ino` in decimal. */
  readonly inode: string;
}

const ELF_MAGIC = Buffer.from('\x7fELF', 'latin1');

/** Null for anything but an ELF file that may be executed, or for none. Follows symbolic links. */
export async function builtFile(path: string): Promise<BuiltFile | null> {
  try {
    const found = await stat(path);
    // Asked before opening: a named pipe would keep the reader waiting.
    if (!found.isFile() || (found.mode & 0o111) === 0) return null;
    const handle = await open(path);
    try {
      const { buffer } = await handle.read(Buffer.alloc(ELF_MAGIC.length), 0, ELF_MAGIC.length, 0);
      if (!buffer.equals(ELF_MAGIC)) return null;
      return { path, modifiedMs: found.mtimeMs, inode: await inodeOf(handle) };
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}

/** Inode numbers may be larger than what a number holds. */
async function inodeOf(handle: FileHandle): Promise<string> {
  const { dev, ino } = await handle.stat({ bigint: true });
  return `${dev}:${ino}`;
}
