/** One unit: its bytes, the root entry and the tables that its values point into. DWARF 5, section 3.1. */

import { Cursor } from '../cursor.ts';
import { MalformedError } from '../malformedError.ts';
import type { AbbreviationTable } from './abbreviations.ts';
import { DW_AT, DW_TAG } from './constants.ts';
import { Die } from './die.ts';
import { ADDRESS_BYTES } from './forms.ts';
import type { DebugSections } from './sections.ts';
import type { UnitHeader } from './unitHeader.ts';

/** More than a single entry takes. Entries are read alone, for most units are passed over by their root. */
const ENTRY_BYTES = 2 ** 16;

/** What a unit with full debug information has some of, whatever stands in it. */
const ARGUMENTS_AND_TYPES: ReadonlySet<number> = new Set([DW_TAG.formal_parameter, DW_TAG.base_type]);

export class Unit {
  readonly header: UnitHeader;
  readonly sections: DebugSections;
  readonly abbreviations: AbbreviationTable;
  /** The entry for the whole unit. */
  readonly root: Die;
  #bytes: Uint8Array | null = null;
  #describesArguments: boolean | null = null;

  /** Throws `MalformedError` when the root entry cannot be read. */
  constructor(header: UnitHeader, sections: DebugSections, abbreviations: AbbreviationTable) {
    this.header = header;
    this.sections = sections;
    this.abbreviations = abbreviations;
    this.root = this.dieAt(header.offset + header.firstDie);
  }

  /** The whole unit, header included. Read at the first use. */
  get bytes(): Uint8Array {
    this.#bytes ??= this.sections.info.read(this.header.offset, this.header.end - this.header.offset);
    return this.#bytes;
  }

  /** The entry at an offset in .debug_info inside this unit. */
  dieAt(offset: number): Die {
    const { info } = this.sections;
    const { offset: start, firstDie, end } = this.header;
    if (offset < start + firstDie || offset >= end) {
      throw new MalformedError(info.label, `no entry can stand at ${offset}`);
    }
    if (this.#bytes !== null) return new Die(this, offset, this.#bytes, offset - start);
    return new Die(this, offset, info.read(offset, Math.min(ENTRY_BYTES, end - offset)), 0);
  }

  /** Base of addresses in its range lists; 0 when the unit has none. */
  get baseAddress(): bigint {
    return this.root.address(DW_AT.low_pc) ?? 0n;
  }

  /** Whether it says which arguments its functions have; with `debug = 1` rustc leaves out arguments and types. */
  get describesArguments(): boolean {
    this.#describesArguments ??= this.abbreviations.some(({ tag }) => ARGUMENTS_AND_TYPES.has(tag));
    return this.#describesArguments;
  }

  get isSkeleton(): boolean {
    return this.root.has(DW_AT.dwo_name) || this.root.has(DW_AT.GNU_dwo_name);
  }

  /** Address number `index` of the unit's part of .debug_addr. */
  indexedAddress(index: number): bigint {
    const { addr } = this.sections;
    return new Cursor(addr.read(this.#base(DW_AT.addr_base) + index * ADDRESS_BYTES, ADDRESS_BYTES), addr.label).u64();
  }

  /** String number `index` of the unit's part of .debug_str_offsets. */
  indexedString(index: number): string {
    const { strOffsets, str } = this.sections;
    return str.at(this.#offsetIn(strOffsets, this.#base(DW_AT.str_offsets_base), index));
  }

  /** Offset in .debug_rnglists of the unit's list number `index`. */
  indexedRangeList(index: number): number {
    const base = this.#base(DW_AT.rnglists_base);
    return base + this.#offsetIn(this.sections.rnglists, base, index);
  }

  #base(attribute: number): number {
    const base = this.root.sectionOffset(attribute);
    if (base === null) {
      throw new MalformedError(this.sections.info.label, `the unit at ${this.header.offset} lacks the base of a table`);
    }
    return base;
  }

  #offsetIn(table: DebugSections['info'], base: number, index: number): number {
    const { offsetBytes } = this.header;
    const cursor = new Cursor(table.read(base + index * offsetBytes, offsetBytes), table.label);
    return offsetBytes === 8 ? cursor.u64AsNumber() : cursor.u32();
  }
}
