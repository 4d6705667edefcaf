/**
 * How rustc's layout classes a type, as far as debug information shows it: a scalar, a pair of scalars, or bytes in
 * memory. The class decides in which registers a value is returned. Where what DWARF leaves out (`repr(C)`) could make
 * it another class, both are possible.
 *
 * Source: rustc_abi, `LayoutCalculator` in layout.rs (`univariant`, `layout_of_enum`, `layout_of_union`).
 */

import type { DwarfMember, DwarfType, EnumType } from '../binary/dwarfType.ts';
import { sizeOf } from '../binary/typeSize.ts';

export interface Scalar {
  /** Bytes from the beginning of the value. */
  readonly offset: number;
  readonly bytes: number;
  readonly isFloat: boolean;
}

export type LayoutClass =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'scalars'; readonly scalars: readonly [Scalar] | readonly [Scalar, Scalar] }
  | { readonly kind: 'vector' }
  | { readonly kind: 'memory' };

const NOTHING: LayoutClass = { kind: 'nothing' };
const MEMORY: LayoutClass = { kind: 'memory' };

/** Classes that the type may have, one of them most often; empty where the debug information does not say enough. */
export function layoutClassesOf(type: DwarfType): readonly LayoutClass[] {
  const bytes = sizeOf(type);
  if (bytes === null) return [];
  if (bytes === 0) return [NOTHING];
  switch (type.kind) {
    case 'base':
      return [oneScalar(bytes, type.encoding === 'float')];
    case 'pointer':
    case 'functionPointer':
      return [oneScalar(bytes, false)];
    case 'array':
      return [MEMORY];
    case 'struct':
      if (isVector(type.path)) return [{ kind: 'vector' }];
      return fieldClasses(type.members, bytes, type.alignment, mayBeC(type.path));
    case 'union':
      return unionClasses(type.members, bytes);
    case 'enum':
      return enumClasses(type, bytes);
    case 'other':
      return [];
  }
}

/** Alignment of the type, bytes; null where the debug information does not say. */
function alignmentOf(type: DwarfType): number | null {
  switch (type.kind) {
    case 'base':
      return type.byteSize;
    case 'pointer':
    case 'functionPointer':
      return 8;
    case 'array':
      return alignmentOf(type.element);
    case 'struct':
    case 'union':
    case 'enum':
      return type.alignment;
    case 'other':
      return null;
  }
}

function oneScalar(bytes: number, isFloat: boolean): LayoutClass {
  return { kind: 'scalars', scalars: [{ offset: 0, bytes, isFloat }] };
}

function isVector(path: readonly string[]): boolean {
  return path[0] === 'core' && (path[1] === 'core_arch' || path[1] === 'core_simd');
}

/** The standard library has no `repr(C)` structs of one scalar but its atomics. */
function mayBeC([crate, ...modules]: readonly string[]): boolean {
  return (crate !== 'core' && crate !== 'alloc' && crate !== 'std') || modules.includes('atomic');
}

/** Of a struct, a tuple, or the fields of an only variant. */
function fieldClasses(
  members: readonly DwarfMember[],
  bytes: number,
  alignment: number | null,
  isMaybeC: boolean,
): readonly LayoutClass[] {
  const fields = members.filter(member => sizeOf(member.type) !== 0);
  const [first, second, third] = [...fields].sort((one, other) => one.offset - other.offset);
  if (first === undefined || third !== undefined) return [MEMORY];
  if (alignment === null) return [];
  if (second === undefined) {
    if (first.offset !== 0 || sizeOf(first.type) !== bytes) return [MEMORY];
    const fieldAlignment = alignmentOf(first.type);
    if (fieldAlignment === null) return [];
    if (fieldAlignment !== alignment) return [MEMORY];
    const classes = layoutClassesOf(first.type);
    // With `repr(C)` a struct of one scalar stays memory, a struct of one pair does not.
    const isOneScalar = classes.some(
      found => found.kind === 'vector' || (found.kind === 'scalars' && found.scalars.length === 1),
    );
    return isOneScalar && isMaybeC ? [...classes, MEMORY] : classes;
  }
  return pairClasses(first, second, bytes, alignment);
}

function pairClasses(
  first: DwarfMember,
  second: DwarfMember,
  bytes: number,
  alignment: number | null,
): readonly LayoutClass[] {
  const [firsts, seconds] = [layoutClassesOf(first.type), layoutClassesOf(second.type)];
  const classes: LayoutClass[] = [];
  for (const a of firsts) {
    for (const b of seconds) {
      const scalars = [scalarOf(a, first.offset), scalarOf(b, second.offset)] as const;
      const [one, other] = scalars;
      const isPair = one !== null && other !== null && isPairLayout(one, other, bytes, alignment);
      classes.push(isPair ? { kind: 'scalars', scalars: [one, other] } : MEMORY);
    }
  }
  return classes;
}

function scalarOf(found: LayoutClass, offset: number): Scalar | null {
  if (found.kind !== 'scalars' || found.scalars.length !== 1) return null;
  return { ...found.scalars[0], offset: offset + found.scalars[0].offset };
}

/** Whether two scalars lie as `scalar_pair` of rustc's layout.rs would put them. */
function isPairLayout(first: Scalar, second: Scalar, bytes: number, alignment: number | null): boolean {
  const largest = Math.max(first.bytes, second.bytes);
  const secondOffset = alignUp(first.bytes, second.bytes);
  return (
    first.offset === 0 &&
    second.offset === secondOffset &&
    bytes === alignUp(secondOffset + second.bytes, largest) &&
    (alignment === null || alignment === largest)
  );
}

function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

/** Fields of the same class lend it to a union, but not with `repr(C)`. */
function unionClasses(members: readonly DwarfMember[], bytes: number): readonly LayoutClass[] {
  const fields = members.filter(({ type }) => sizeOf(type) !== 0);
  const [only, another] = fields;
  if (only === undefined || another !== undefined || sizeOf(only.type) !== bytes)
    return fields.length > 1 ? [] : [MEMORY];
  return [...layoutClassesOf(only.type), MEMORY];
}

function enumClasses(type: EnumType, bytes: number): readonly LayoutClass[] {
  // The state of an async body.
  if (type.members.length > 0) return [MEMORY];
  const { discriminant, variants, alignment } = type;
  const fieldsOf = variants.map(variant => variantFields(variant.type));
  if (discriminant === null) return fieldClasses(fieldsOf[0] ?? [], bytes, alignment, false);
  const tagBytes = sizeOf(discriminant.type);
  if (tagBytes === null) return [];
  const tagEnd = discriminant.offset + tagBytes;
  const isInFields = fieldsOf.some(fields =>
    fields.some(({ offset, type: field }) => offset < tagEnd && offset + (sizeOf(field) ?? 0) > discriminant.offset),
  );
  if (isInFields) return nicheClasses(fieldsOf, bytes, alignment);
  if (tagBytes === bytes) return [oneScalar(bytes, false)];
  return taggedClasses(discriminant, fieldsOf, bytes, alignment);
}

function variantFields(type: DwarfType | null): readonly DwarfMember[] {
  if (type === null) return [];
  const members = type.kind === 'struct' ? type.members : [{ name: '_', offset: 0, type }];
  return members.filter(member => sizeOf(member.type) !== 0);
}

/** One variant has all the data, and the others are told by what it cannot hold. */
function nicheClasses(
  fieldsOf: readonly (readonly DwarfMember[])[],
  bytes: number,
  alignment: number | null,
): readonly LayoutClass[] {
  const [withData, another] = fieldsOf.filter(fields => fields.length > 0);
  if (withData === undefined || another !== undefined) return [MEMORY];
  return fieldClasses(withData, bytes, alignment, false);
}

/** A pair where all variants with data have one scalar, of one kind, at one place. */
function taggedClasses(
  tag: DwarfMember,
  fieldsOf: readonly (readonly DwarfMember[])[],
  bytes: number,
  alignment: number | null,
): readonly LayoutClass[] {
  const withData = fieldsOf.filter(fields => fields.length > 0);
  if (withData.some(fields => fields.length > 1)) return [MEMORY];
  const perVariant = withData.map(([field]) => (field === undefined ? [] : pairClasses(tag, field, bytes, alignment)));
  if (perVariant.some(classes => classes.length === 0)) return [];
  const [one] = perVariant;
  const isSame = perVariant.every(classes => JSON.stringify(classes) === JSON.stringify(one));
  if (isSame) return one ?? [MEMORY];
  // Variants that could be pairs with different scalars are none; `repr(C)` inside can only make it memory too.
  const first = perVariant.flat().filter(found => found.kind === 'scalars');
  const common = first.filter(found => perVariant.every(classes => classes.some(other => isEqual(other, found))));
  return [...common, MEMORY];
}

function isEqual(one: LayoutClass, other: LayoutClass): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
