/** The address ranges of a unit or a function. DWARF 5, sections 2.17 and 7.25 (.debug_rnglists); DWARF 4, 2.17.3. */

import type { AddressRange } from '../addressRanges.ts';
import type { Effort } from '../effort.ts';
import { ListReader } from '../listReader.ts';
import { DW_AT, DW_RLE } from './constants.ts';
import type { Die } from './die.ts';
import type { Unit } from './unit.ts';

/** Empty when the entry has no code. Throws `MalformedError`. */
export function rangesOf(die: Die, effort: Effort): AddressRange[] {
  const list = die.rangeList(DW_AT.ranges);
  if (list !== null) {
    return die.unit.header.version >= 5 ? readRangeList(die.unit, list, effort) : readOldList(die.unit, list, effort);
  }
  const start = die.address(DW_AT.low_pc);
  if (start === null) return [];
  // A size since DWARF 4, an address before.
  const end = die.address(DW_AT.high_pc) ?? start + (die.constant(DW_AT.high_pc) ?? 0n);
  return [{ start, end }];
}

/** More than an entry takes: a kind and two padded LEB128 numbers. */
const ENTRY_BYTES = 64;
/** What an entry is counted for. */
const COUNTED_BYTES = 4;
const LARGEST_ADDRESS = 2n ** 64n - 1n;

/** .debug_ranges: pairs of addresses relative to a base; (largest, x) sets the base, (0, 0) ends. */
function readOldList(unit: Unit, offset: number, effort: Effort): AddressRange[] {
  const reader = new ListReader(unit.sections.ranges, offset, ENTRY_BYTES);
  const ranges: AddressRange[] = [];
  for (let base = unit.baseAddress; ;) {
    const cursor = reader.next();
    effort.spend(COUNTED_BYTES);
    const first = cursor.u64();
    const second = cursor.u64();
    if (first === 0n && second === 0n) return ranges;
    if (first === LARGEST_ADDRESS) base = second;
    else ranges.push({ start: base + first, end: base + second });
  }
}

function readRangeList(unit: Unit, offset: number, effort: Effort): AddressRange[] {
  const reader = new ListReader(unit.sections.rnglists, offset, ENTRY_BYTES);
  const ranges: AddressRange[] = [];
  for (let base = unit.baseAddress; ;) {
    const cursor = reader.next();
    effort.spend(COUNTED_BYTES);
    const kind = cursor.u8();
    switch (kind) {
      case DW_RLE.end_of_list:
        return ranges;
      case DW_RLE.base_addressx:
        base = unit.indexedAddress(cursor.uleb());
        break;
      case DW_RLE.base_address:
        base = cursor.u64();
        break;
      case DW_RLE.startx_endx: {
        const start = unit.indexedAddress(cursor.uleb());
        ranges.push({ start, end: unit.indexedAddress(cursor.uleb()) });
        break;
      }
      case DW_RLE.startx_length: {
        const start = unit.indexedAddress(cursor.uleb());
        ranges.push({ start, end: start + cursor.ulebBig() });
        break;
      }
      case DW_RLE.offset_pair: {
        const start = base + cursor.ulebBig();
        ranges.push({ start, end: base + cursor.ulebBig() });
        break;
      }
      case DW_RLE.start_end: {
        const start = cursor.u64();
        ranges.push({ start, end: cursor.u64() });
        break;
      }
      case DW_RLE.start_length: {
        const start = cursor.u64();
        ranges.push({ start, end: start + cursor.ulebBig() });
        break;
      }
      default:
        throw cursor.malformed(`unknown kind of range ${kind}`);
    }
  }
}
