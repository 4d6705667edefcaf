/**
 * The variants of an enum. One whose variants have no data is an enumeration; rustc writes any other as a structure
 * with a part that varies by a number, which may be a niche: a value that the data of no other variant has.
 * DWARF 5, sections 5.7.10 (variant parts) and 5.8 (enumerations).
 */

import { Cursor } from '../cursor.ts';
import type { DwarfMember, DwarfType, DwarfVariant } from '../dwarfType.ts';
import { DW_AT, DW_DSC, DW_TAG } from './constants.ts';
import type { Die } from './die.ts';
import { childrenOf } from './dieWalker.ts';
import { lazily } from './lazily.ts';

export interface Variants {
  readonly discriminant: DwarfMember | null;
  readonly variants: readonly DwarfVariant[];
}

/** The type that an entry says it has. */
type TypeOf = (die: Die) => DwarfType;
type Values = NonNullable<DwarfVariant['values']>;

const NAMELESS = '_';
/** Types inside types that are looked through for one without values. */
const MAXIMUM_DEPTH = 8;
/** Types looked at for one enum. */
const MAXIMUM_TYPES = 1000;

/** Null for a type that is no enum; 'unclear' where nothing tells which variant a value is. Throws `MalformedError`. */
export function variantsOf(die: Die, typeOf: TypeOf): Variants | null | 'unclear' {
  if (die.tag === DW_TAG.enumeration_type) return enumerationOf(die, typeOf);
  const [part, ...more] = childrenOf(die, DW_TAG.variant_part);
  if (part === undefined) return null;
  return more.length > 0 ? 'unclear' : variantPartOf(part, typeOf);
}

function enumerationOf(die: Die, typeOf: TypeOf): Variants {
  const type: DwarfType = die.has(DW_AT.type)
    ? typeOf(die)
    : { kind: 'base', name: NAMELESS, encoding: 'unsigned', byteSize: die.count(DW_AT.byte_size) ?? 0 };
  const variants = childrenOf(die, DW_TAG.enumerator).flatMap(enumerator => {
    const number = enumerator.wideConstant(DW_AT.const_value);
    const value = number === null ? null : asType(number, type);
    const name = enumerator.string(DW_AT.name) ?? NAMELESS;
    return value === null ? [] : [{ name, values: [{ from: value, to: value }], type: null }];
  });
  return { discriminant: { name: NAMELESS, offset: 0, type }, variants };
}

function variantPartOf(part: Die, typeOf: TypeOf): Variants | 'unclear' {
  const discriminant = discriminantOf(part, typeOf);
  if (discriminant === 'unclear') return 'unclear';
  const variants: DwarfVariant[] = [];
  for (const die of childrenOf(part, DW_TAG.variant)) {
    const [member] = childrenOf(die, DW_TAG.member);
    if (member?.count(DW_AT.data_member_location) !== 0) return 'unclear';
    const values = valuesOf(die, discriminant?.type ?? null);
    if (values === 'unclear') return 'unclear';
    variants.push(variantOf(member, values, typeOf));
  }
  return withOneDefault(discriminant, variants);
}

function discriminantOf(part: Die, typeOf: TypeOf): DwarfMember | null | 'unclear' {
  const member = part.referred(DW_AT.discr);
  if (member === null) return part.has(DW_AT.discr) ? 'unclear' : null;
  const offset = member.count(DW_AT.data_member_location);
  if (offset === null) return 'unclear';
  return { name: member.string(DW_AT.name) ?? NAMELESS, offset, type: typeOf(member) };
}

/** The states of an async body are members `0`, `1`, and so on; what they are called is in their types. */
function variantOf(member: Die, values: Values | null, typeOf: TypeOf): DwarfVariant {
  const { offset } = member;
  const { units } = member.unit;
  const name = member.string(DW_AT.name) ?? NAMELESS;
  return lazily(
    { name: /^\d+$/.test(name) ? typeOf(member).name : name, values },
    { type: () => typeOf(units.dieAt(offset)) },
  );
}

/** Null for the variant that has every number of no other. */
function valuesOf(variant: Die, type: DwarfType | null): Values | null | 'unclear' {
  if (variant.has(DW_AT.discr_list)) {
    const list = variant.bytes(DW_AT.discr_list);
    return list === null ? 'unclear' : readList(new Cursor(list, variant.unit.sections.info.label), type);
  }
  if (!variant.has(DW_AT.discr_value)) return null;
  const number = variant.wideConstant(DW_AT.discr_value);
  const value = number === null ? null : asType(number, type);
  return value === null ? 'unclear' : [{ from: value, to: value }];
}

function readList(cursor: Cursor, type: DwarfType | null): Values | 'unclear' {
  const isSigned = type?.kind === 'base' && type.encoding === 'signed';
  const next = (): bigint => (isSigned ? cursor.slebBig() : cursor.ulebBig());
  const values: { from: bigint; to: bigint }[] = [];
  while (!cursor.isAtEnd) {
    const kind = cursor.u8();
    if (kind !== DW_DSC.label && kind !== DW_DSC.range) return 'unclear';
    const from = next();
    values.push({ from, to: kind === DW_DSC.range ? next() : from });
  }
  return values;
}

/** A number as the discriminant's type counts, however it is written; null for a type that cannot be counted by. */
function asType(number: bigint, type: DwarfType | null): bigint | null {
  if (type?.kind !== 'base' || type.byteSize === 0) return null;
  const bits = 8 * type.byteSize;
  return type.encoding === 'signed' ? BigInt.asIntN(bits, number) : BigInt.asUintN(bits, number);
}

/** Of several variants without a number, those that no value can be are no variants: rustc gives them none either. */
function withOneDefault(discriminant: DwarfMember | null, all: readonly DwarfVariant[]): Variants | 'unclear' {
  const isDefault = ({ values }: DwarfVariant): boolean => values === null;
  if (all.filter(isDefault).length <= 1) return { discriminant, variants: all };
  const habitation = new Habitation();
  const variants = all.filter(variant => !isDefault(variant) || !habitation.isNone(variant.type));
  return variants.filter(isDefault).length <= 1 ? { discriminant, variants } : 'unclear';
}

/** Tells types without values, as far as it shows: `!`, an enum without variants, and what has a field of such. */
class Habitation {
  #left = MAXIMUM_TYPES;

  isNone(type: DwarfType | null, depth = MAXIMUM_DEPTH): boolean {
    if (type === null || depth === 0 || --this.#left < 0) return false;
    switch (type.kind) {
      case 'base':
        return type.name === '!';
      case 'struct':
        return type.members.some(member => this.isNone(member.type, depth - 1));
      case 'enum':
        return type.variants.every(variant => this.isNone(variant.type, depth - 1));
      case 'array':
        return type.count !== 0 && this.isNone(type.element, depth - 1);
      case 'union':
      case 'pointer':
      case 'functionPointer':
      case 'other':
        return false;
    }
  }
}
