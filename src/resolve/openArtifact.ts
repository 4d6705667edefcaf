/**
 * Artifacts that are open for reading, kept while they are the same file on disk. Cargo replaces a binary by a new
 * inode, so an entry is known by path, inode, size and time; a stale one is closed when its path is asked for again.
 */

import { statSync } from 'node:fs';
import { openElf, type ElfFile } from '../binary/elf.ts';
import { Dwarf } from '../binary/dwarf.ts';
import { FunctionIndex } from '../binary/functionIndex.ts';

export interface OpenArtifact {
  readonly elf: ElfFile;
  readonly dwarf: Dwarf;
  readonly index: FunctionIndex;
}

/** Open files at a time; a workspace seldom asks for more binaries at once. */
const MAXIMUM_OPEN = 8;

export class OpenArtifacts {
  readonly #entries = new Map<string, OpenArtifact & { readonly identity: string }>();

  /** Throws a HumanError when the file is no ELF file that we can read. */
  open(path: string): OpenArtifact {
    const stat = statSync(path, { bigint: true });
    const identity = [stat.dev, stat.ino, stat.size, stat.mtimeNs].join(':');
    const known = this.#entries.get(path);
    if (known !== undefined) {
      this.#entries.delete(path);
      if (known.identity === identity) {
        this.#entries.set(path, known);
        return known;
      }
      known.elf.dispose();
    }
    const elf = openElf(path);
    const entry = { elf, dwarf: new Dwarf(elf), index: new FunctionIndex(elf), identity };
    this.#entries.set(path, entry);
    this.#closeOldest();
    return entry;
  }

  dispose(): void {
    for (const entry of this.#entries.values()) entry.elf.dispose();
    this.#entries.clear();
  }

  #closeOldest(): void {
    for (const [path, entry] of this.#entries) {
      if (this.#entries.size <= MAXIMUM_OPEN) return;
      this.#entries.delete(path);
      entry.elf.dispose();
    }
  }
}
