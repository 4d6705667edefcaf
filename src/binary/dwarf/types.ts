/** Reads types. DWARF 5, chapter 5; what rustc makes of it is said at each place. Variants are left to enums.ts. */

import type { BaseEncoding, DwarfMember, DwarfType } from '../dwarfType.ts';
import { DW_AT, DW_ATE, DW_TAG } from './constants.ts';
import type { Die } from './die.ts';
import { childrenOf } from './dieWalker.ts';
import { lazily } from './lazily.ts';
import { RecentValues } from '../recentValues.ts';
import type { Units } from './units.ts';
import { variantsOf } from './variants.ts';

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

/** Types kept of a program: one function after the other has the same. */
const KEPT = 4096;

const typesOf = new WeakMap<Units, RecentValues<number, DwarfType | null>>();

/** The type that an entry says it has in `DW_AT_type`; null when it has none. Throws `MalformedError`. */
export function typeOf(die: Die): DwarfType | null {
  const offset = die.reference(DW_AT.type);
  if (offset === null) return null;
  const { units } = die.unit;
  let known = typesOf.get(units);
  if (known === undefined) typesOf.set(units, (known = new RecentValues(KEPT)));
  return known.get(offset, () => {
    const type = typeDieOf(die);
    return type === 'endless' ? UNKNOWN : type === null ? null : describe(type);
  });
}

/** Like `typeOf` for what must have a type; 'other' where the compiler gives none. Throws `MalformedError`. */
export function knownTypeOf(die: Die): DwarfType {
  return typeOf(die) ?? UNKNOWN;
}

/** The entry of the type, other names for it looked through. */
function typeDieOf(die: Die): Die | null | 'endless' {
  let type = die.referred(DW_AT.type);
  for (let wrappers = 0; type !== null && TRANSPARENT.has(type.tag); wrappers++) {
    if (wrappers >= MAXIMUM_WRAPPERS) return 'endless';
    type = type.referred(DW_AT.type);
  }
  return type;
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
    case DW_TAG.rvalue_reference_type: {
      const target = typeDieOf(die);
      if (target !== null && target !== 'endless' && target.tag === DW_TAG.subroutine_type) {
        return { kind: 'functionPointer', name };
      }
      return lazily({ kind: 'pointer', name }, { target: () => typeOf(units.dieAt(offset)) });
    }
    case DW_TAG.structure_type:
    case DW_TAG.class_type:
    case DW_TAG.union_type:
    case DW_TAG.enumeration_type:
      return composite(die);
    case DW_TAG.array_type:
      return lazily(
        { kind: 'array', name: arrayName(die, MAXIMUM_NAME_DEPTH), count: elementCount(die) },
        { element: () => knownTypeOf(units.dieAt(offset)) },
      );
    default:
      return { kind: 'other', name, byteSize };
  }
}

/** rustc writes an enum with data as a structure with a part that varies. */
function composite(die: Die): DwarfType {
  const { offset } = die;
  const { units } = die.unit;
  const name = die.string(DW_AT.name) ?? NAMELESS;
  const byteSize = die.count(DW_AT.byte_size);
  const known = { name, byteSize, alignment: die.count(DW_AT.alignment) };
  const named = {
    path: () => units.dieAt(offset).unit.scopes.path(offset),
    typeArguments: () => typeArgumentsOf(units.dieAt(offset)),
  };
  const members = () => membersOf(units.dieAt(offset));
  if (die.tag === DW_TAG.union_type) return lazily({ kind: 'union', ...known }, { ...named, members });
  const variants = variantsOf(die, knownTypeOf);
  if (variants === null) return lazily({ kind: 'struct', ...known }, { ...named, members });
  if (variants === 'unclear') return { kind: 'other', name, byteSize };
  return lazily({ kind: 'enum', ...known, ...variants }, { ...named, members });
}

function typeArgumentsOf(die: Die): { name: string; type: DwarfType }[] {
  return childrenOf(die, DW_TAG.template_type_parameter).map(argument =>
    lazily({ name: argument.string(DW_AT.name) ?? NAMELESS }, { type: laterTypeOf(argument) }),
  );
}

function encodingOf(die: Die): BaseEncoding {
  return ENCODINGS.get(die.count(DW_AT.encoding) ?? 0) ?? 'other';
}

/** Bit fields and members at computed places are left out: they have no offset to read at. */
function membersOf(die: Die): DwarfMember[] {
  const isUnion = die.tag === DW_TAG.union_type;
  return childrenOf(die, DW_TAG.member).flatMap(member => {
    const offset = member.count(DW_AT.data_member_location) ?? (isUnion ? 0 : null);
    if (offset === null || member.has(DW_AT.bit_size)) return [];
    const name = member.string(DW_AT.name) ?? NAMELESS;
    return [lazily({ name, offset }, { type: laterTypeOf(member) })];
  });
}

/** The entry itself is not kept. */
function laterTypeOf(die: Die): () => DwarfType {
  const { offset } = die;
  const { units } = die.unit;
  return () => knownTypeOf(units.dieAt(offset));
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
