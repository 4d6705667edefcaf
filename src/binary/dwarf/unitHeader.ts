/** Where a unit of .debug_info begins and ends and how it is encoded. DWARF 5, section 7.5.1; DWARF 4, 7.5.1.1. */

import { readUpTo, type ByteSource } from '../byteSource.ts';
import { Cursor } from '../cursor.ts';
import { MalformedError } from '../malformedError.ts';
import { DW_UT } from './constants.ts';
import { ADDRESS_BYTES, type Encoding } from './forms.ts';

export interface UnitHeader extends Encoding {
  /** Offset of the unit in .debug_info, the base of references inside it. */
  readonly offset: number;
  /** Offset behind it. */
  readonly end: number;
  /** Its first entry, relative to `offset`. */
  readonly firstDie: number;
  readonly abbreviationsOffset: number;
  /** Describes code, here or in another file, and not only a type. */
  readonly isCompileUnit: boolean;
  /** What a skeleton and the unit in another file know each other by; null before DWARF 5 and for other units. */
  readonly dwoId: bigint | null;
}

const LONGEST_HEADER_BYTES = 40;
const OLDEST_VERSION = 2;
const NEWEST_VERSION = 5;

export interface UnitExtent {
  readonly end: number;
  /** Null for padding and for versions of DWARF that we do not know. */
  readonly header: UnitHeader | null;
}

/** Throws `MalformedError` when the unit does not fit in the section or in its own length. */
export function readUnitHeader(info: ByteSource, offset: number): UnitExtent {
  const cursor = new Cursor(readUpTo(info, offset, LONGEST_HEADER_BYTES), info.label);
  const { length, offsetBytes } = readInitialLength(cursor);
  const end = offset + cursor.position + length;
  if (end > info.size) throw new MalformedError(info.label, `the unit at ${offset} reaches beyond its end`);
  if (length < 2) return { end, header: null };

  const version = cursor.u16();
  if (version < OLDEST_VERSION || version > NEWEST_VERSION) return { end, header: null };
  const readOffset = () => (offsetBytes === 8 ? cursor.u64AsNumber() : cursor.u32());
  let type = 0;
  let addressBytes: number;
  let dwoId: bigint | null = null;
  let abbreviationsOffset: number;
  if (version >= 5) {
    type = cursor.u8();
    addressBytes = cursor.u8();
    abbreviationsOffset = readOffset();
    if (type === DW_UT.skeleton || type === DW_UT.split_compile) dwoId = cursor.u64();
    if (type === DW_UT.type || type === DW_UT.split_type) cursor.skip(8 + offsetBytes); // signature, place of the type
  } else {
    abbreviationsOffset = readOffset();
    addressBytes = cursor.u8();
  }
  const firstDie = cursor.position;
  if (addressBytes !== ADDRESS_BYTES) {
    throw new MalformedError(info.label, `the unit at ${offset} has addresses of ${addressBytes} bytes`);
  }
  if (offset + firstDie > end) throw new MalformedError(info.label, `the unit at ${offset} is shorter than its header`);
  const isCompileUnit = type !== DW_UT.type && type !== DW_UT.split_type;
  return { end, header: { version, offsetBytes, offset, end, firstDie, abbreviationsOffset, isCompileUnit, dwoId } };
}

/** Length of what follows, and by its first word the 32- or 64-bit DWARF format. DWARF 5, section 7.4. */
export function readInitialLength(cursor: Cursor): { length: number; offsetBytes: 4 | 8 } {
  const word = cursor.u32();
  if (word < 0xfffffff0) return { length: word, offsetBytes: 4 };
  if (word !== 0xffffffff) throw cursor.malformed(`reserved length 0x${word.toString(16)}`);
  return { length: cursor.u64AsNumber(), offsetBytes: 8 };
}
