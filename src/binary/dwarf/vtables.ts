/**
 * Whose vtable lies at an address. rustc writes each as a variable `<Type as Trait>::{vtable}` right below the root of
 * a unit, whose place is an address. Units are many and large: which of them to walk through is told by the bytes of
 * the address, in the unit itself or in its part of .debug_addr.
 */

import { readUpTo, type ByteSource } from '../byteSource.ts';
import { Cursor } from '../cursor.ts';
import type { Effort } from '../effort.ts';
import { DW_AT, DW_OP, DW_TAG } from './constants.ts';
import { childrenOf } from './dieWalker.ts';
import { ADDRESS_BYTES } from './forms.ts';
import type { ProgramUnits } from './programUnits.ts';
import type { Unit } from './unit.ts';

const SUFFIX = '>::{vtable}';
const CHUNK_BYTES = 2 ** 20;

/** Types by the addresses of their vtables; null for an address that several types share. */
type Vtables = Map<bigint, string | null>;

export class VtableNames {
  readonly #units: ProgramUnits;
  /** Of the units that were walked through, by their offsets. */
  readonly #byUnit = new Map<number, Vtables>();

  constructor(units: ProgramUnits) {
    this.#units = units;
  }

  /** The type, with its path, whose vtable begins at an address; null when it is not known. Throws `MalformedError`. */
  typeAt(virtualAddress: bigint, effort: Effort): string | null {
    const names = new Set<string | null>();
    for (const offset of this.#unitsNaming(virtualAddress, effort)) {
      const name = this.#in(offset, effort).get(virtualAddress);
      if (name !== undefined) names.add(name);
    }
    const [only, ...more] = names;
    return only === undefined || more.length > 0 ? null : only;
  }

  #in(offset: number, effort: Effort): Vtables {
    let vtables = this.#byUnit.get(offset);
    if (vtables === undefined) {
      const contents = this.#units.contentsOf(this.#units.linked.at(offset), effort);
      vtables = contents === null ? new Map() : vtablesOf(contents, effort);
      this.#byUnit.set(offset, vtables);
    }
    return vtables;
  }

  /** Offsets of linked units that hold the address in one way or the other. */
  #unitsNaming(virtualAddress: bigint, effort: Effort): Set<number> {
    const address = Buffer.alloc(ADDRESS_BYTES);
    address.writeBigUInt64LE(virtualAddress);
    const { linked } = this.#units;
    const { sections } = linked;
    const found = new Set<number>();
    for (const at of occurrences(sections.info, Buffer.from([DW_OP.addr, ...address]), effort)) {
      const unit = linked.offsets.findLast(offset => offset <= at);
      if (unit !== undefined) found.add(unit);
    }
    const indexed = [...occurrences(sections.addr, address, effort)];
    if (indexed.length === 0) return found;
    const bases = linked.offsets.flatMap(offset => {
      const base = linked.at(offset).addressesBase;
      return base === null ? [] : [{ offset, base }];
    });
    for (const at of indexed) {
      // Units that share a part of the section are all asked.
      const base = bases.reduce((last, unit) => (unit.base <= at ? Math.max(last, unit.base) : last), -1);
      for (const unit of bases) if (unit.base === base) found.add(unit.offset);
    }
    return found;
  }
}

function vtablesOf(unit: Unit, effort: Effort): Vtables {
  const vtables: Vtables = new Map();
  for (const die of childrenOf(unit.root, DW_TAG.variable, effort)) {
    const name = die.string(DW_AT.name);
    const expression = name?.endsWith(SUFFIX) === true ? die.bytes(DW_AT.location) : null;
    const address = expression === null ? null : addressIn(expression, unit);
    const type = name === null || address === null ? null : concreteType(name);
    if (address === null || type === null) continue;
    const known = vtables.get(address);
    vtables.set(address, known === undefined || known === type ? type : null);
  }
  return vtables;
}

/** Null for an expression that is no address alone. */
function addressIn(expression: Uint8Array, unit: Unit): bigint | null {
  const cursor = new Cursor(expression, unit.sections.info.label);
  const address = expression.length === 0 ? null : pushedAddress(cursor, unit);
  return cursor.isAtEnd ? address : null;
}

function pushedAddress(cursor: Cursor, unit: Unit): bigint | null {
  switch (cursor.u8()) {
    case DW_OP.addr:
      return cursor.u64();
    case DW_OP.addrx:
    case DW_OP.GNU_addr_index:
      return unit.indexedAddress(cursor.uleb());
    default:
      return null;
  }
}

/** `Type` of `<Type as Trait>::{vtable}`; null for another name. */
function concreteType(name: string): string | null {
  let depth = 0;
  for (let at = 1; at < name.length; at++) {
    const letter = name.charAt(at);
    if ('<([{'.includes(letter)) depth++;
    // `->` of a function is no bracket.
    else if (')]}'.includes(letter) || (letter === '>' && name[at - 1] !== '-')) depth--;
    else if (depth === 0 && name.startsWith(' as ', at)) return name.slice(1, at);
  }
  return null;
}

/** Where some bytes occur in a section. */
function* occurrences(section: ByteSource, wanted: Buffer, effort: Effort): Generator<number> {
  for (let start = 0; start < section.size; start += CHUNK_BYTES) {
    // Chunks overlap by what may lie across their border.
    const bytes = readUpTo(section, start, CHUNK_BYTES + wanted.length - 1);
    effort.spend(bytes.length / wanted.length);
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = chunk.indexOf(wanted); at >= 0; at = chunk.indexOf(wanted, at + 1)) yield start + at;
  }
}
