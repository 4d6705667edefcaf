/** Is a path a program or library that was built for Linux? Looks at the file's kind, mode and first bytes only. */

import { open, stat } from 'node:fs/promises';

export interface BuiltFile {
  readonly path: string;
  readonly modifiedMs: number;
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
      return buffer.equals(ELF_MAGIC) ? { path, modifiedMs: found.mtimeMs } : null;
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}
