/** Enums: which variant there is is told by a number, a niche perhaps, that DWARF says where to find. */

import type { DwarfMember, DwarfVariant, EnumType } from '../../binary/dwarfType.ts';
import { sizeOf } from '../../binary/typeSize.ts';
import type { Shape, ShapeCase } from '../../model/shape.ts';
import { isNumberSize } from './scalars.ts';
import type { ShapeBuilder, Value } from './shapeBuilder.ts';
import { fielded, hasPositions } from './structures.ts';
import { Unreadable } from './unreadable.ts';

/** Makes the shape of one variant. May throw `Unreadable`. */
export type VariantShape = (variant: DwarfVariant) => Shape;

/** As `#[derive(Debug)]` shows it. Throws `Unreadable`. */
export function enumeration(value: Value<EnumType>, builder: ShapeBuilder): Shape {
  return choice(value, builder, variant => variantShape(variant, value, builder));
}

/** Which variant there is, each with a shape. Throws `Unreadable`. */
export function choice({ type, place }: Value<EnumType>, builder: ShapeBuilder, shapeOfVariant: VariantShape): Shape {
  const { discriminant } = type;
  const shapeOf = (variant: DwarfVariant): Shape => builder.orUnread(() => shapeOfVariant(variant));
  if (discriminant === null) return onlyVariant(type, shapeOf);
  const bytes = sizeOf(discriminant.type);
  if (bytes === null || !isNumberSize(bytes)) throw new Unreadable('its variants are told apart in an unknown way');
  place.need(discriminant.offset, bytes);
  const cases = type.variants.flatMap(variant => casesOf(variant, shapeOf(variant)));
  // Every number of no other variant: behind them.
  cases.sort((a, b) => Number(a.from === null) - Number(b.from === null));
  return { kind: 'choice', offset: discriminant.offset, bytes, isSigned: isSigned(discriminant), cases };
}

/** Without a number there is one variant that has values at all. */
function onlyVariant({ variants }: EnumType, shapeOfVariant: VariantShape): Shape {
  const [only, ...more] = variants;
  if (only === undefined) throw new Unreadable('its type has no values');
  if (more.length > 0) throw new Unreadable('its variants are told apart in an unknown way');
  return {
    kind: 'choice',
    offset: 0,
    bytes: 0,
    isSigned: false,
    cases: casesOf({ ...only, values: null }, shapeOfVariant(only)),
  };
}

function casesOf({ values }: DwarfVariant, shape: Shape): ShapeCase[] {
  if (values === null) return [{ from: null, to: null, shape }];
  return values.map(({ from, to }) => ({ from: String(from), to: String(to), shape }));
}

function isSigned({ type }: DwarfMember): boolean {
  return type.kind === 'base' && type.encoding === 'signed';
}

function variantShape(variant: DwarfVariant, value: Value, builder: ShapeBuilder): Shape {
  const { name, type } = variant;
  if (type === null) return { kind: 'fixed', text: name };
  if (type.kind !== 'struct') throw new Unreadable(`the variant ${name} is not known`);
  const [first, ...more] = type.members;
  if (first === undefined || more.length > 0 || !hasPositions(type.members)) {
    return fielded(name, type.members, value, builder);
  }
  return {
    kind: 'tuple',
    name,
    fields: [{ name: '0', offset: first.offset, shape: contentOf(first, value, builder) }],
  };
}

/** What is in a variant is as deep as the enum, and chosen with it: nobody counts `Some`. */
export function contentOf({ type, offset }: DwarfMember, value: Value, builder: ShapeBuilder): Shape {
  return builder.shapeOf({ ...value, type, place: value.place.within(offset) });
}
