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

const FIRST_SLOTS = 2 ** 12;
/** Spreads neighbouring offsets (Knuth's multiplier). */
const SPREAD = 2654435761;

/** An open hash table from offsets to numbers: a `Map` would take several times the time and memory. */
class ImportedSection {
  readonly #label: string;
  readonly #bytes: Uint8Array;
  readonly #pool: StringPool;
  /** Offsets plus one, 0 for an empty slot, and the numbers beside them. */
  #offsets = new Uint32Array(FIRST_SLOTS);
  #ids = new Uint32Array(FIRST_SLOTS);
  #count = 0;

  constructor(source: ByteSource, pool: StringPool) {
    this.#label = source.label;
    this.#bytes = source.read(0, source.size);
    this.#pool = pool;
  }

  idAt(offset: number): number {
    const slot = this.#slotOf(offset);
    return this.#offsets[slot] === 0 ? this.#import(offset, slot) : (this.#ids[slot] ?? 0);
  }

  #import(offset: number, slot: number): number {
    const end = this.#bytes.indexOf(0, offset);
    if (end < 0) throw new MalformedError(this.#label, `the string at ${offset} has no end`);
    const id = this.#pool.add(this.#bytes, offset, end);
    this.#offsets[slot] = offset + 1;
    this.#ids[slot] = id;
    if (++this.#count * 2 > this.#offsets.length) this.#grow();
    return id;
  }

  /** The slot that holds the offset, or the empty one where it belongs. */
  #slotOf(offset: number): number {
    const mask = this.#offsets.length - 1;
    let slot = (Math.imul(offset, SPREAD) >>> 7) & mask;
    for (let held = this.#offsets[slot]; held !== 0 && held !== offset + 1; held = this.#offsets[slot]) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const [offsets, ids] = [this.#offsets, this.#ids];
    this.#offsets = new Uint32Array(2 * offsets.length);
    this.#ids = new Uint32Array(2 * ids.length);
    for (const [index, held] of offsets.entries()) {
      if (held === 0) continue;
      const slot = this.#slotOf(held - 1);
      this.#offsets[slot] = held;
      this.#ids[slot] = ids[index] ?? 0;
    }
  }
}
