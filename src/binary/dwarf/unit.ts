/** One unit: its bytes, the root entry and the tables that its values point into. DWARF 5, section 3.1. */

import { Cursor } from '../cursor.ts';
import { MalformedError } from '../malformedError.ts';
import type { AbbreviationTable } from './abbreviations.ts';
import { DW_AT, DW_TAG } from './constants.ts';
import { Die } from './die.ts';
import { ADDRESS_BYTES } from './forms.ts';
import { ScopeMap } from './scopeMap.ts';
import type { DebugSections } from './sections.ts';
import type { UnitHeader } from './unitHeader.ts';
import type { Units } from './units.ts';

/** What nearly all entries fit in. Entries are read alone, for most units are passed over by their root. */
const ENTRY_BYTES = 2 ** 9;
/** More than a single entry takes. */
const LONGEST_ENTRY_BYTES = 2 ** 16;

/** What a unit with full debug information has some of, whatever stands in it. */
const ARGUMENTS_AND_TYPES: ReadonlySet<number> = new Set([DW_TAG.formal_parameter, DW_TAG.base_type]);

const VARIABLES: ReadonlySet<number> = new Set([DW_TAG.formal_parameter, DW_TAG.variable]);

export class Unit {
  readonly header: UnitHeader;
  /** Those of its file, itself included: its entries refer to entries of these. */
  readonly units: Units;
  readonly abbreviations: AbbreviationTable;
  /** The entry for the whole unit. */
  readonly root: Die;
  #bytes: Uint8Array | null = null;
  #describesArguments: boolean | null = null;
  #showsOptimisation: boolean | null = null;
  #scopes: ScopeMap | null = null;

  /** Throws `MalformedError` when the root entry cannot be read. */
  constructor(header: UnitHeader, units: Units, abbreviations: AbbreviationTable) {
    this.header = header;
    this.units = units;
    this.abbreviations = abbreviations;
    this.root = this.dieAt(header.offset + header.firstDie);
  }

  get sections(): DebugSections {
    return this.units.sections;
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
    const die = new Die(this, offset, info.read(offset, Math.min(ENTRY_BYTES, end - offset)), 0);
    if (die.isWhole) return die;
    return new Die(this, offset, info.read(offset, Math.min(LONGEST_ENTRY_BYTES, end - offset)), 0);
  }

  /** The unit of the linked file that stands for this one, if this one lies in another file. */
  get skeleton(): Unit | null {
    return this.units.skeleton;
  }

  /** The entry with what only the linked file knows of the whole unit: addresses, line table, folder. */
  get linkedRoot(): Die {
    return (this.skeleton ?? this).root;
  }

  /** Base of addresses in its range lists; 0 when the unit has none. */
  get baseAddress(): bigint {
    return this.linkedRoot.address(DW_AT.low_pc) ?? 0n;
  }

  /** Whether it says which arguments its functions have; with `debug = 1` rustc leaves out arguments and types. */
  get describesArguments(): boolean {
    this.#describesArguments ??= this.abbreviations.some(({ tag }) => ARGUMENTS_AND_TYPES.has(tag));
    return this.#describesArguments;
  }

  /**
   * Whether it says of parameters or variables that they are constants, or nothing at all: what only a compiler that
   * optimises does. A unit may be optimised and show neither.
   */
  get showsOptimisation(): boolean {
    this.#showsOptimisation ??= this.abbreviations.some(
      ({ tag, attributes }) =>
        VARIABLES.has(tag) &&
        (attributes.some(({ attribute }) => attribute === DW_AT.const_value) ||
          (attributes.length === 1 && attributes[0]?.attribute === DW_AT.abstract_origin)),
    );
    return this.#showsOptimisation;
  }

  /** The names around its entries. Made at the first use, by a walk through the unit. Throws `MalformedError`. */
  get scopes(): ScopeMap {
    this.#scopes ??= new ScopeMap(this);
    return this.#scopes;
  }

  /** Whether it says where its functions are declared; with `debug = "line-tables-only"` rustc leaves that out. */
  get describesDeclarations(): boolean {
    return this.abbreviations.some(
      ({ tag, attributes }) =>
        tag === DW_TAG.subprogram && attributes.some(({ attribute }) => attribute === DW_AT.decl_line),
    );
  }

  /** Whether it only stands for a unit in another file. */
  get isSkeleton(): boolean {
    return this.skeleton === null && (this.root.has(DW_AT.dwo_name) || this.root.has(DW_AT.GNU_dwo_name));
  }

  /** What a skeleton and the unit that it stands for have in common; null for a whole unit. */
  get dwoId(): bigint | null {
    return this.header.dwoId ?? this.root.constant(DW_AT.GNU_dwo_id);
  }

  /** Address number `index` of the unit's part of .debug_addr. */
  indexedAddress(index: number): bigint {
    if (this.skeleton !== null) return this.skeleton.indexedAddress(index);
    const { addr } = this.sections;
    const base = this.#base(this.#addressesBaseAttribute);
    return new Cursor(addr.read(base + index * ADDRESS_BYTES, ADDRESS_BYTES), addr.label).u64();
  }

  /** Where its part of .debug_addr begins; null for a unit that has none. */
  get addressesBase(): number | null {
    return this.root.sectionOffset(this.#addressesBaseAttribute);
  }

  get #addressesBaseAttribute(): number {
    return this.root.has(DW_AT.GNU_addr_base) ? DW_AT.GNU_addr_base : DW_AT.addr_base;
  }

  /** String number `index` of the unit's part of .debug_str_offsets. */
  indexedString(index: number): string {
    const { strOffsets, str } = this.sections;
    const base = this.#baseOrHeader(DW_AT.str_offsets_base, 4);
    return str.at(this.#offsetIn(strOffsets, base, index));
  }

  /** Offset in .debug_rnglists of the unit's list number `index`. */
  indexedRangeList(index: number): number {
    const base = this.#baseOrHeader(DW_AT.rnglists_base, 8);
    return base + this.#offsetIn(this.sections.rnglists, base, index);
  }

  /** Offset in .debug_loclists of the unit's list number `index`. */
  indexedLocationList(index: number): number {
    const base = this.#baseOrHeader(DW_AT.loclists_base, 8);
    return base + this.#offsetIn(this.sections.loclists, base, index);
  }

  /** What offsets of its range lists count from. In GNU's split units these lists stay in the linked file. */
  get rangesBase(): number {
    if (this.skeleton === null || this.header.version >= 5) return 0;
    return this.skeleton.root.sectionOffset(DW_AT.GNU_ranges_base) ?? 0;
  }

  /** A table in another file than the linked one is this unit's alone: it begins behind its header. */
  #baseOrHeader(attribute: number, bytesBehindLength: number): number {
    if (this.skeleton === null || this.root.has(attribute)) return this.#base(attribute);
    const { version, offsetBytes } = this.header;
    return version < 5 ? 0 : (offsetBytes === 8 ? 12 : 4) + bytesBehindLength;
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
