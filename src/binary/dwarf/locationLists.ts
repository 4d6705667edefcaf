/**
 * Lists of locations: which expression holds between which addresses. DWARF 5, sections 2.6.2 and 7.29
 * (.debug_loclists); DWARF 4, section 2.6.2 (.debug_loc), and GNU's form of it for split units (.debug_loc.dwo).
 */

import type { AddressRange } from '../addressRanges.ts';
import type { Cursor } from '../cursor.ts';
import { ListReader } from '../listReader.ts';
import { DW_LLE } from './constants.ts';
import type { Unit } from './unit.ts';

export interface ListedLocation {
  /** Null for the expression that holds wherever no other does. */
  readonly range: AddressRange | null;
  readonly expression: Uint8Array;
}

/** More than an entry takes: expressions have some dozens of bytes. */
const ENTRY_BYTES = 2 ** 12;
const MAXIMUM_ENTRIES = 2 ** 16;
const LARGEST_ADDRESS = 2n ** 64n - 1n;

/** The list at an offset in the unit's section of lists. Throws `MalformedError`. */
export function* locationsIn(unit: Unit, offset: number): Generator<ListedLocation> {
  const isNew = unit.header.version >= 5;
  const isOfGnu = !isNew && unit.skeleton !== null;
  const section = isNew ? unit.sections.loclists : unit.sections.loc;
  const reader = new ListReader(section, offset, ENTRY_BYTES);
  const list: List = { unit, base: unit.baseAddress };
  const read = isNew ? readEntry : isOfGnu ? readGnuEntry : readOldEntry;
  for (let entries = 0; ; entries++) {
    const cursor = reader.next();
    if (entries >= MAXIMUM_ENTRIES) throw cursor.malformed('too many locations');
    const entry = read(cursor, list);
    if (entry === 'end') return;
    if (entry !== 'base') yield { range: entry, expression: cursor.take(isNew ? cursor.uleb() : cursor.u16()) };
  }
}

interface List {
  readonly unit: Unit;
  /** What offsets count from. */
  base: bigint;
}

/** The range before an expression; 'base' for an entry without one. */
type Read = AddressRange | null | 'base' | 'end';

/** Pairs of addresses relative to a base; (largest, x) sets the base, (0, 0) ends. */
function readOldEntry(cursor: Cursor, list: List): Read {
  const first = cursor.u64();
  const second = cursor.u64();
  if (first === 0n && second === 0n) return 'end';
  if (first !== LARGEST_ADDRESS) return { start: list.base + first, end: list.base + second };
  list.base = second;
  return 'base';
}

function readGnuEntry(cursor: Cursor, list: List): Read {
  const kind = cursor.u8();
  switch (kind) {
    case DW_LLE.offset_pair: {
      const start = list.base + BigInt(cursor.u32());
      return { start, end: list.base + BigInt(cursor.u32()) };
    }
    case DW_LLE.startx_length: {
      const start = list.unit.indexedAddress(cursor.uleb());
      return { start, end: start + BigInt(cursor.u32()) };
    }
    default:
      return readCommonEntry(cursor, list, kind);
  }
}

function readEntry(cursor: Cursor, list: List): Read {
  const kind = cursor.u8();
  switch (kind) {
    case DW_LLE.offset_pair: {
      const start = list.base + cursor.ulebBig();
      return { start, end: list.base + cursor.ulebBig() };
    }
    case DW_LLE.startx_length: {
      const start = list.unit.indexedAddress(cursor.uleb());
      return { start, end: start + cursor.ulebBig() };
    }
    case DW_LLE.default_location:
      return null;
    case DW_LLE.base_address:
      list.base = cursor.u64();
      return 'base';
    case DW_LLE.start_end: {
      const start = cursor.u64();
      return { start, end: cursor.u64() };
    }
    case DW_LLE.start_length: {
      const start = cursor.u64();
      return { start, end: start + cursor.ulebBig() };
    }
    default:
      return readCommonEntry(cursor, list, kind);
  }
}

/** Of a kind that is written in the same way in both forms. */
function readCommonEntry(cursor: Cursor, list: List, kind: number): Read {
  switch (kind) {
    case DW_LLE.end_of_list:
      return 'end';
    case DW_LLE.base_addressx:
      list.base = list.unit.indexedAddress(cursor.uleb());
      return 'base';
    case DW_LLE.startx_endx: {
      const start = list.unit.indexedAddress(cursor.uleb());
      return { start, end: list.unit.indexedAddress(cursor.uleb()) };
    }
    default:
      throw cursor.malformed(`unknown kind of location ${kind}`);
  }
}
