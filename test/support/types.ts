/** Types as debug information would describe them, written by hand. */

import type { DwarfMember, DwarfType, DwarfVariant, EnumType } from '../../src/binary/dwarfType.ts';

type StructType = Extract<DwarfType, { kind: 'struct' }>;
/** Name, offset, type. */
type Field = readonly [string, number, DwarfType];

export const U8 = unsigned('u8', 1);
export const U32 = unsigned('u32', 4);
export const U64 = unsigned('u64', 8);
export const USIZE = unsigned('usize', 8);
export const F32: DwarfType = { kind: 'base', name: 'f32', encoding: 'float', byteSize: 4 };
export const UNIT = unsigned('()', 0);

function unsigned(name: string, byteSize: number): DwarfType {
  return { kind: 'base', name, encoding: 'unsigned', byteSize };
}

/** `path` is with the name: `alloc::string::String`; without `::` in front of a structure that has no path. */
export function struct(path: string, byteSize: number, ...fields: readonly Field[]): StructType {
  return { ...named(path), kind: 'struct', byteSize, members: fields.map(member) };
}

export function generic(path: string, argument: DwarfType, byteSize: number, ...fields: readonly Field[]): StructType {
  return { ...struct(path, byteSize, ...fields), typeArguments: [{ name: 'T', type: argument }] };
}

export function enumeration(
  path: string,
  byteSize: number,
  discriminant: Field | null,
  variants: readonly DwarfVariant[],
): EnumType {
  const number = discriminant === null ? null : member(discriminant);
  return { ...named(path), kind: 'enum', byteSize, discriminant: number, variants, members: [] };
}

/** Its number is null for every number of no other variant. */
export function variant(name: string, number: bigint | null, ...fields: readonly Field[]): DwarfVariant {
  const values = number === null ? null : [{ from: number, to: number }];
  return { name, values, type: struct(name, 0, ...fields) };
}

export function pointer(name: string, target: DwarfType | null): DwarfType {
  return { kind: 'pointer', name, target };
}

/** `&str`, `&[T]`, `Box<str>`: by the name. */
export function wide(name: string, unit: DwarfType): StructType {
  return { ...struct('_', 16, ['data_ptr', 0, pointer('_', unit)], ['length', 8, USIZE]), name };
}

/** As std 1.95 has them. */
export function vec(element: DwarfType): StructType {
  const inner = struct('alloc::raw_vec::RawVecInner', 16, ['cap', 0, USIZE], ['ptr', 8, pointer('*const u8', U8)]);
  const buffer = struct('alloc::raw_vec::RawVec', 16, ['inner', 0, inner]);
  return generic(`alloc::vec::Vec<${element.name}>`, element, 24, ['buf', 0, buffer], ['len', 16, USIZE]);
}

export const STRING = struct('alloc::string::String', 24, ['vec', 0, vec(U8)]);

function member([name, offset, type]: Field): DwarfMember {
  return { name, offset, type };
}

function named(whole: string): Omit<StructType, 'kind' | 'members' | 'byteSize'> {
  const bracket = whole.indexOf('<');
  const path = (bracket < 0 ? whole : whole.slice(0, bracket)).split('::');
  const last = path.pop() ?? '';
  return { name: last + (bracket < 0 ? '' : whole.slice(bracket)), path, alignment: null, typeArguments: [] };
}
