/**
 * Artifacts that are open for reading, kept while they are the same file on disk. Cargo replaces a binary by a new
 * inode, so an entry is known by path, inode, size and time; a stale one is closed when its path is asked for again.
 */

import { statSync } from 'node:fs';
import { AddressNamer } from '../binary/addressNamer.ts';
import { Dwarf } from '../binary/dwarf.ts';
import { ProgramUnits } from '../binary/dwarf/programUnits.ts';
import { openElf, type ElfFile } from '../binary/elf.ts';
import { FunctionIndex } from '../binary/functionIndex.ts';
import type { IndexCache } from '../binary/indexCache.ts';
import { HumanError } from '../model/humanError.ts';
import { FunctionCatalog } from './functionCatalog.ts';
import { SymbolLookup } from './symbolLookup.ts';

export interface OpenArtifact {
  readonly elf: ElfFile;
  readonly dwarf: Dwarf;
  readonly index: FunctionIndex;
  readonly names: AddressNamer;
  /** Made at the first use. */
  readonly symbols: SymbolLookup;
  /** Reads all functions into the index and keeps it on disk. Rejects as `FunctionIndex.complete` does. */
  complete(reading: Reading): Promise<void>;
  /** Whether `catalog` has nothing to read any more. */
  readonly hasCatalog: boolean;
  /** All its functions by name, kept. Rejects as `complete` does. */
  catalog(reading: Reading): Promise<FunctionCatalog>;
}

export interface Reading {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number, total: number) => void;
  /** Source files whose units are read first. */
  readonly isOwn?: (sourcePath: string) => boolean;
}

class Entry implements OpenArtifact {
  readonly elf: ElfFile;
  readonly dwarf: Dwarf;
  readonly index: FunctionIndex;
  readonly names: AddressNamer;
  readonly identity: string;
  readonly #units: ProgramUnits;
  readonly #cache: IndexCache | null;
  #symbols: SymbolLookup | null = null;
  #catalog: FunctionCatalog | null = null;

  constructor(elf: ElfFile, identity: string, cache: IndexCache | null) {
    this.elf = elf;
    this.#units = new ProgramUnits(elf);
    this.dwarf = new Dwarf(elf, this.#units);
    this.index = new FunctionIndex(elf, cache?.load(elf) ?? null, this.#units);
    this.names = new AddressNamer(elf, this.#units);
    this.identity = identity;
    this.#cache = cache;
  }

  get symbols(): SymbolLookup {
    this.#symbols ??= new SymbolLookup(this.elf.symbols());
    return this.#symbols;
  }

  async complete({ signal, onProgress, isOwn }: Reading): Promise<void> {
    const known = this.index.completeTable;
    if (known !== null) return;
    await this.index.complete(signal, onProgress, isOwn);
    const table = this.index.completeTable;
    try {
      if (table !== null) this.#cache?.save(this.elf, table);
    } catch {
      // A full disk or a folder that may not be written: the next start reads the binary again.
    }
  }

  get hasCatalog(): boolean {
    return this.#catalog !== null;
  }

  async catalog(reading: Reading): Promise<FunctionCatalog> {
    await this.complete(reading);
    this.#catalog ??= await FunctionCatalog.of(this, reading.signal);
    return this.#catalog;
  }

  close(): void {
    this.#units.dispose();
    this.elf.dispose();
  }
}

/** Open files at a time; a workspace seldom asks for more binaries at once. */
const MAXIMUM_OPEN = 8;

export class OpenArtifacts {
  readonly #entries = new Map<string, Entry>();
  readonly #cache: IndexCache | null;

  constructor(cache: IndexCache | null) {
    this.#cache = cache;
  }

  /** Throws a HumanError when the file is no ELF file that we can read. */
  open(path: string): OpenArtifact {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) throw new HumanError({ message: `${path} is gone: it is being built again, perhaps.` });
    const identity = [stat.dev, stat.ino, stat.size, stat.mtimeNs].join(':');
    const known = this.#entries.get(path);
    if (known !== undefined) {
      this.#entries.delete(path);
      if (known.identity === identity) {
        this.#entries.set(path, known);
        return known;
      }
      known.close();
    }
    const elf = openElf(path);
    const entry = new Entry(elf, identity, this.#cache);
    this.#entries.set(path, entry);
    this.#closeOldest();
    return entry;
  }

  dispose(): void {
    for (const entry of this.#entries.values()) entry.close();
    this.#entries.clear();
  }

  #closeOldest(): void {
    for (const [path, entry] of this.#entries) {
      if (this.#entries.size <= MAXIMUM_OPEN) return;
      this.#entries.delete(path);
      entry.close();
    }
  }
}
