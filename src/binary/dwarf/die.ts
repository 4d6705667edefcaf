/**
 * One debugging information entry and the values of its attributes, decoded when asked for.
 * An attribute that is absent, or whose form does not belong to the class asked for, is null.
 * Forms and classes: DWARF 5, section 7.5.5.
 */

import { Cursor } from '../cursor.ts';
import { MalformedError } from '../malformedError.ts';
import type { Abbreviation } from './abbreviations.ts';
import { DW_FORM } from './constants.ts';
import { directForm, knownFormBytes, skipValue } from './forms.ts';
import type { Unit } from './unit.ts';

/** Of a number. */
const WIDEST_BYTES = 16;

interface Value {
  readonly form: number;
  /** At its first byte. */
  readonly cursor: Cursor;
  readonly implicitConst: bigint;
}

export class Die {
  readonly unit: Unit;
  /** In .debug_info. */
  readonly offset: number;
  readonly abbreviation: Abbreviation;
  readonly #bytes: Uint8Array;
  /** Where the values begin in the bytes. */
  readonly #start: number;

  /** The entry at `offset` in .debug_info, which is `position` in `bytes`. Throws `MalformedError`. */
  constructor(unit: Unit, offset: number, bytes: Uint8Array, position: number) {
    this.unit = unit;
    this.offset = offset;
    this.#bytes = bytes;
    const cursor = this.#cursorAt(position);
    const code = cursor.uleb();
    if (code === 0) throw cursor.malformed('the end of a list where an entry is expected');
    this.abbreviation = unit.abbreviations.get(code);
    this.#start = cursor.position;
  }

  /** Whether its bytes reach to the end of its values. */
  get isWhole(): boolean {
    const cursor = this.#cursorAt(this.#start);
    try {
      for (const bytes of this.abbreviation.skips) {
        if (bytes >= 0) cursor.skip(bytes);
        else skipValue(cursor, bytes, this.unit.header);
      }
      return true;
    } catch (error) {
      if (error instanceof MalformedError) return false;
      throw error;
    }
  }

  get tag(): number {
    return this.abbreviation.tag;
  }

  has(attribute: number): boolean {
    return this.abbreviation.attributes.some(shape => shape.attribute === attribute);
  }

  string(attribute: number): string | null {
    const value = this.#find(attribute);
    if (value === null) return null;
    const { cursor } = value;
    const { sections } = this.unit;
    switch (value.form) {
      case DW_FORM.string:
        return cursor.cString();
      case DW_FORM.strp:
        return sections.str.at(this.#offset(cursor));
      case DW_FORM.line_strp:
        return sections.lineStr.at(this.#offset(cursor));
      case DW_FORM.strx:
      case DW_FORM.GNU_str_index:
        return this.unit.indexedString(cursor.uleb());
      case DW_FORM.strx1:
      case DW_FORM.strx2:
      case DW_FORM.strx3:
      case DW_FORM.strx4:
        return this.unit.indexedString(fixedIndex(cursor, value.form - DW_FORM.strx1 + 1));
      default:
        return null;
    }
  }

  address(attribute: number): bigint | null {
    const value = this.#find(attribute);
    if (value === null) return null;
    const { cursor } = value;
    switch (value.form) {
      case DW_FORM.addr:
        return cursor.u64();
      case DW_FORM.addrx:
      case DW_FORM.GNU_addr_index:
        return this.unit.indexedAddress(cursor.uleb());
      case DW_FORM.addrx1:
      case DW_FORM.addrx2:
      case DW_FORM.addrx3:
      case DW_FORM.addrx4:
        return this.unit.indexedAddress(fixedIndex(cursor, value.form - DW_FORM.addrx1 + 1));
      default:
        return null;
    }
  }

  /** Unsigned unless the form says otherwise. */
  constant(attribute: number): bigint | null {
    const value = this.#find(attribute);
    if (value === null) return null;
    const { cursor } = value;
    switch (value.form) {
      case DW_FORM.data1:
        return BigInt(cursor.u8());
      case DW_FORM.data2:
        return BigInt(cursor.u16());
      case DW_FORM.data4:
        return BigInt(cursor.u32());
      case DW_FORM.data8:
        return cursor.u64();
      case DW_FORM.udata:
        return cursor.ulebBig();
      case DW_FORM.sdata:
        return cursor.slebBig();
      case DW_FORM.implicit_const:
        return value.implicitConst;
      default:
        return null;
    }
  }

  /**
   * Like `constant`, of up to 128 bits too, which compilers write as a block of bytes. The sign is the form's: the
   * reader takes as many bits as the type has.
   */
  wideConstant(attribute: number): bigint | null {
    const bytes = this.bytes(attribute);
    return bytes === null ? this.constant(attribute) : bytes.length > WIDEST_BYTES ? null : littleEndian(bytes);
  }

  /** A constant that counts something: not negative and below 2^53. */
  count(attribute: number): number | null {
    const value = this.constant(attribute);
    return value !== null && value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null;
  }

  /** Offset in another debug section. */
  sectionOffset(attribute: number): number | null {
    const value = this.#find(attribute);
    if (value === null) return null;
    const { cursor } = value;
    switch (value.form) {
      case DW_FORM.sec_offset:
        return this.#offset(cursor);
      // Before DWARF 4 there was no form of its own.
      case DW_FORM.data4:
        return cursor.u32();
      case DW_FORM.data8:
        return cursor.u64AsNumber();
      default:
        return null;
    }
  }

  /** Offset of a range list in .debug_ranges or .debug_rnglists. */
  rangeList(attribute: number): number | null {
    const value = this.#find(attribute);
    if (value?.form === DW_FORM.rnglistx) return this.unit.indexedRangeList(value.cursor.uleb());
    const offset = this.sectionOffset(attribute);
    return offset === null ? null : this.unit.rangesBase + offset;
  }

  /** The entry that the attribute refers to, in whatever unit of the same file. Throws `MalformedError`. */
  referred(attribute: number): Die | null {
    const offset = this.reference(attribute);
    return offset === null ? null : this.unit.units.dieAt(offset);
  }

  /** Offset in .debug_info of another entry. */
  reference(attribute: number): number | null {
    const value = this.#find(attribute);
    if (value === null) return null;
    const { cursor } = value;
    const { offset, version } = this.unit.header;
    switch (value.form) {
      case DW_FORM.ref1:
        return offset + cursor.u8();
      case DW_FORM.ref2:
        return offset + cursor.u16();
      case DW_FORM.ref4:
        return offset + cursor.u32();
      case DW_FORM.ref8:
        return offset + cursor.u64AsNumber();
      case DW_FORM.ref_udata:
        return offset + cursor.uleb();
      case DW_FORM.ref_addr:
        return version === 2 ? cursor.u64AsNumber() : this.#offset(cursor);
      default:
        return null;
    }
  }

  /** Offset of a list of locations in .debug_loc or .debug_loclists; null for an expression. */
  locationList(attribute: number): number | null {
    const value = this.#find(attribute);
    if (value?.form === DW_FORM.loclistx) return this.unit.indexedLocationList(value.cursor.uleb());
    return this.sectionOffset(attribute);
  }

  /** The bytes of a block, of a location expression most often; null for a list of locations too. */
  bytes(attribute: number): Uint8Array | null {
    const value = this.#find(attribute);
    if (value === null) return null;
    const { cursor } = value;
    switch (value.form) {
      case DW_FORM.data16:
        return cursor.take(16);
      case DW_FORM.exprloc:
      case DW_FORM.block:
        return cursor.take(cursor.uleb());
      case DW_FORM.block1:
        return cursor.take(cursor.u8());
      case DW_FORM.block2:
        return cursor.take(cursor.u16());
      case DW_FORM.block4:
        return cursor.take(cursor.u32());
      default:
        return null;
    }
  }

  /** Values are found by passing over those before: an entry is kept often and asked seldom. */
  #find(attribute: number): Value | null {
    if (!this.has(attribute)) return null;
    const cursor = this.#cursorAt(this.#start);
    for (const shape of this.abbreviation.attributes) {
      const form = shape.form === DW_FORM.indirect ? directForm(cursor) : shape.form;
      if (shape.attribute === attribute) return { form, cursor, implicitConst: shape.implicitConst };
      skipValue(cursor, knownFormBytes(cursor, form, this.unit.header), this.unit.header);
    }
    return null;
  }

  #cursorAt(position: number): Cursor {
    return new Cursor(this.#bytes, this.unit.sections.info.label, position);
  }

  #offset(cursor: Cursor): number {
    return this.unit.header.offsetBytes === 8 ? cursor.u64AsNumber() : cursor.u32();
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** An index of one to four bytes. */
function fixedIndex(cursor: Cursor, bytes: number): number {
  switch (bytes) {
    case 1:
      return cursor.u8();
    case 2:
      return cursor.u16();
    case 3:
      return cursor.u16() + cursor.u8() * 0x10000;
    default:
      return cursor.u32();
  }
}
