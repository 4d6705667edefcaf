/**
 * .debug_cu_index of a .dwp file: which part of each section belongs to which unit. A hash table from the units' ids
 * to rows, and a row of offsets and one of sizes for each unit. DWARF 5, section 7.3.5; version 2 is GNU's of DWARF 4.
 */

import { readUpTo, type ByteSource } from '../byteSource.ts';
import { Cursor } from '../cursor.ts';
import { MalformedError } from '../malformedError.ts';
import { DW_SECT } from './constants.ts';

/** Part of a section, bytes. */
export interface Contribution {
  readonly offset: number;
  readonly size: number;
}

const HEADER_BYTES = 16;
const GNU_VERSION = 2;
const NEWEST_VERSION = 5;
const MAXIMUM_COLUMNS = 16;

/** Names of the sections by column number, of which a file has one; other columns are not read. */
const SECTION_NAMES: ReadonlyMap<number, readonly string[]> = new Map([
  [DW_SECT.info, ['.debug_info.dwo']],
  [DW_SECT.abbrev, ['.debug_abbrev.dwo']],
  [DW_SECT.line, ['.debug_line.dwo']],
  [DW_SECT.loc, ['.debug_loc.dwo', '.debug_loclists.dwo']],
  [DW_SECT.str_offsets, ['.debug_str_offsets.dwo']],
  [DW_SECT.rnglists, ['.debug_rnglists.dwo']],
]);

export class PackageIndex {
  readonly #index: ByteSource;
  readonly #unitCount: number;
  readonly #slotCount: number;
  /** DW_SECT_… of each column. */
  readonly #columns: readonly number[];

  /** Throws `MalformedError` when the tables do not fit in the section or are of an unknown version. */
  constructor(index: ByteSource) {
    this.#index = index;
    const header = new Cursor(readUpTo(index, 0, HEADER_BYTES), index.label);
    // In version 5 it has two bytes, and two of padding follow.
    const version = header.u32();
    const columnCount = header.u32();
    this.#unitCount = header.u32();
    this.#slotCount = header.u32();
    if (version !== GNU_VERSION && version !== NEWEST_VERSION) throw header.malformed(`unknown version ${version}`);
    if (columnCount > MAXIMUM_COLUMNS) throw header.malformed(`${columnCount} columns`);
    if ((this.#slotCount & (this.#slotCount - 1)) !== 0) throw header.malformed(`${this.#slotCount} slots`);
    const columns = new Cursor(index.read(this.#columnsAt, 4 * columnCount), index.label);
    this.#columns = Array.from({ length: columnCount }, () => columns.u32());
    if (this.#rowsAt + 2 * this.#tableBytes > index.size) {
      throw new MalformedError(index.label, `its ${this.#unitCount} units do not fit in it`);
    }
  }

  /** The parts of a unit by the names of their sections; null when the package has no such unit. */
  find(dwoId: bigint): ReadonlyMap<string, Contribution> | null {
    const row = this.#rowOf(dwoId);
    if (row === null) return null;
    const offsets = this.#row(row, 0);
    const sizes = this.#row(row, this.#tableBytes);
    const parts = new Map<string, Contribution>();
    for (const column of this.#columns) {
      const part = { offset: offsets.u32(), size: sizes.u32() };
      for (const name of SECTION_NAMES.get(column) ?? []) parts.set(name, part);
    }
    return parts;
  }

  /** Row number from 0. Open addressing: a second hash gives the steps. */
  #rowOf(dwoId: bigint): number | null {
    const mask = BigInt(this.#slotCount - 1);
    const step = ((dwoId >> 32n) & mask) | 1n;
    for (let slot = dwoId & mask, tries = 0; tries < this.#slotCount; slot = (slot + step) & mask, tries++) {
      const number = this.#u32(HEADER_BYTES + 8 * this.#slotCount + 4 * Number(slot));
      if (number === 0) return null;
      const id = new Cursor(this.#index.read(HEADER_BYTES + 8 * Number(slot), 8), this.#index.label).u64();
      if (id !== dwoId) continue;
      if (number > this.#unitCount) throw new MalformedError(this.#index.label, `it has no row ${number}`);
      return number - 1;
    }
    return null;
  }

  #row(row: number, tableOffset: number): Cursor {
    const rowBytes = 4 * this.#columns.length;
    return new Cursor(this.#index.read(this.#rowsAt + tableOffset + row * rowBytes, rowBytes), this.#index.label);
  }

  #u32(offset: number): number {
    return new Cursor(this.#index.read(offset, 4), this.#index.label).u32();
  }

  /** Behind the header: the ids, the row numbers, the columns, the offsets, the sizes. */
  get #columnsAt(): number {
    return HEADER_BYTES + 12 * this.#slotCount;
  }

  get #rowsAt(): number {
    return this.#columnsAt + 4 * this.#columns.length;
  }

  get #tableBytes(): number {
    return 4 * this.#columns.length * this.#unitCount;
  }
}
