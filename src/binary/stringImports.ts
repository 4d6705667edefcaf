/** Brings strings of debug sections into a pool, each offset once. */

import type { ByteSource } from './byteSource.ts';
import { MalformedError } from './malformedError.ts';
import type { StringPool } from './stringPool.ts';
import type { StringTable } from './stringTable.ts';

export class StringImports {
  readonly #pool: StringPool;
  /** Held as long as their tables: .dwo files come and go. */
  #sections = new WeakMap<StringTable, ImportedSection>();

  constructor(pool: StringPool) {
    this.#pool = pool;
  }

  /** Number in the pool of the string at an offset of a table. Throws `MalformedError`. */
  idAt(table: StringTable, offset: number): number {
    let section = this.#sections.get(table);
    if (section === undefined) {
      section = new ImportedSection(table.source, this.#pool);
      this.#sections.set(table, section);
    }
    return section.idAt(offset);
  }

  addText(text: string): number {
    return this.#pool.addText(text);
  }

  /** Gives back the memory of the sections. */
  forget(): void {
    this.#sections = new WeakMap();
  }
}

class ImportedSection {
  readonly #label: string;
  readonly #bytes: Uint8Array;
  readonly #pool: StringPool;
  readonly #ids = new Map<number, number>();

  constructor(source: ByteSource, pool: StringPool) {
    this.#label = source.label;
    this.#bytes = source.read(0, source.size);
    this.#pool = pool;
  }

  idAt(offset: number): number {
    let id = this.#ids.get(offset);
    if (id === undefined) {
      const end = this.#bytes.indexOf(0, offset);
      if (end < 0) throw new MalformedError(this.#label, `the string at ${offset} has no end`);
      id = this.#pool.add(this.#bytes, offset, end);
      this.#ids.set(offset, id);
    }
    return id;
  }
}
