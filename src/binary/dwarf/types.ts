/** Reads types. DWARF 5, chapter 5; what rustc makes of it is said at each place. */

import type { BaseEncoding, DwarfMember, DwarfType } from '../dwarfType.ts';
import { DW_AT, DW_ATE, DW_TAG } from './constants.ts';
import type { Die } from './die.ts';
import { childrenOf } from './dieWalker.ts';

const ENCODINGS: ReadonlyMap<number, BaseEncoding> = new Map([
  [DW_ATE.boolean, 'bool'],
  [DW_ATE.float, 'float'],
  [DW_ATE.signed, 'signed'],
  [DW_ATE.signed_char, 'signed'],
  [DW_ATE.unsigned, 'unsigned'],
  [DW_ATE.unsigned_char, 'unsigned'],
  [DW_ATE.UTF, 'char'],
]);

/** Names for a type, and `const` and the like, which change nothing of what a value looks like. */
const TRANSPARENT: ReadonlySet<number> = new Set([
  DW_TAG.typedef,
  DW_TAG.const_type,
  DW_TAG.volatile_type,
  DW_TAG.restrict_type,
  DW_TAG.atomic_type,
]);
const MAXIMUM_WRAPPERS = 32;
const NAMELESS = '_';
const UNKNOWN: DwarfType = { kind: 'other', name: NAMELESS, byteSize: null };
/** Dimensions of an array that are spelled out in its name. */
const MAXIMUM_NAME_DEPTH = 8;

/** The type that an entry says it has in `DW_AT_type`; null when it has none. Throws `MalformedError`. */
export function typeOf(die: Die): DwarfType | null {
  let type = die.referred(DW_AT.type);
  for (let wrappers = 0; type !== null && TRANSPARENT.has(type.tag); wrappers++) {
    if (wrappers >= MAXIMUM_WRAPPERS) return UNKNOWN;
    type = type.referred(DW_AT.type);
  }
  return type === null ? null : describe(type);
}

/** Like `typeOf` for what must have a type; 'other' where the compiler gives none. Throws `MalformedError`. */
export function knownTypeOf(die: Die): DwarfType {
  return typeOf(die) ?? UNKNOWN;
}

function describe(die: Die): DwarfType {
  const { offset } = die;
  const { units } = die.unit;
  const name = die.string(DW_AT.name) ?? NAMELESS;
  const byteSize = die.count(DW_AT.byte_size);
  switch (die.tag) {
    case DW_TAG.base_type:
      return { kind: 'base', name, encoding: encodingOf(die), byteSize: byteSize ?? 0 };
    case DW_TAG.pointer_type:
    case DW_TAG.reference_type:
    case DW_TAG.rvalue_reference_type:
      return {
        kind: 'pointer',
        name,
        get target() {
          return typeOf(units.dieAt(offset));
        },
      };
    case DW_TAG.structure_type:
    case DW_TAG.class_type:
    case DW_TAG.union_type:
    case DW_TAG.enumeration_type:
      return {
        kind: compositeKind(die),
        name,
        byteSize,
        get members() {
          return membersOf(units.dieAt(offset));
        },
      };
    case DW_TAG.array_type:
      return {
        kind: 'array',
        name: arrayName(die, MAXIMUM_NAME_DEPTH),
        get element() {
          return knownTypeOf(units.dieAt(offset));
        },
        count: elementCount(die),
      };
    default:
      return { kind: 'other', name, byteSize };
  }
}

function encodingOf(die: Die): BaseEncoding {
  return ENCODINGS.get(die.count(DW_AT.encoding) ?? 0) ?? 'other';
}

/** rustc writes an enum with data as a structure with a part that varies. */
function compositeKind(die: Die): 'struct' | 'enum' | 'union' {
  if (die.tag === DW_TAG.union_type) return 'union';
  if (die.tag === DW_TAG.enumeration_type) return 'enum';
  return childrenOf(die, DW_TAG.variant_part).length > 0 ? 'enum' : 'struct';
}

/** Bit fields and members at computed places are left out: they have no offset to read at. */
function membersOf(die: Die): DwarfMember[] {
  const isUnion = die.tag === DW_TAG.union_type;
  return childrenOf(die, DW_TAG.member).flatMap(member => {
    const offset = member.count(DW_AT.data_member_location) ?? (isUnion ? 0 : null);
    if (offset === null || member.has(DW_AT.bit_size)) return [];
    const memberOffset = member.offset;
    const { units } = member.unit;
    return [
      {
        name: member.string(DW_AT.name) ?? NAMELESS,
        offset,
        get type() {
          return knownTypeOf(units.dieAt(memberOffset));
        },
      },
    ];
  });
}

/** Null for an array of several dimensions, which only other languages write in one type. */
function elementCount(die: Die): number | null {
  const [range, ...more] = childrenOf(die, DW_TAG.subrange_type);
  return range === undefined || more.length > 0 ? null : range.count(DW_AT.count);
}

/** As Rust writes it: rustc gives arrays no name of their own. */
function arrayName(die: Die, depth: number): string {
  const element = die.referred(DW_AT.type);
  const count = elementCount(die) ?? NAMELESS;
  if (element === null || depth === 0) return NAMELESS;
  const elementName = element.tag === DW_TAG.array_type ? arrayName(element, depth - 1) : element.string(DW_AT.name);
  return `[${elementName ?? NAMELESS}; ${count}]`;
}
