/** Types that show what is in them and nothing of themselves. */

import { sizeOf } from '../../binary/typeSize.ts';
import type { Shape } from '../../model/shape.ts';
import { choice, contentOf } from './enums.ts';
import type { ShapeBuilder, Value } from './shapeBuilder.ts';
import { type Located, numberIn } from './typeLayout.ts';
import { UnknownLayout } from './unreadable.ts';

/** The shape of a part of a value, as deep and as chosen as the whole. */
export function partOf(value: Value, { type, offset }: Located, builder: ShapeBuilder): Shape {
  const shape = builder.shapeOf({ ...value, type, place: value.place.within(offset) });
  return offset === 0 ? shape : { kind: 'within', offset, shape };
}

/** The one member that takes room: `Pin<P>` shows `P`. Throws `UnknownLayout`. */
export function content(value: Value, builder: ShapeBuilder): Shape {
  const members = value.type.kind === 'struct' ? value.type.members : [];
  // What has no size may be all there is: `Wrapping<()>` does not exist, `Pin<()>` does.
  const [only, ...more] = members.length === 1 ? members : members.filter(({ type }) => sizeOf(type) !== 0);
  if (only === undefined || more.length > 0) throw new UnknownLayout();
  return partOf(value, only, builder);
}

/** Whatever the variant has, without its name: `Cow`. Throws `UnknownLayout`. */
export function contentOfVariants(value: Value, builder: ShapeBuilder): Shape {
  const { type } = value;
  if (type.kind !== 'enum') throw new UnknownLayout();
  return choice({ ...value, type }, builder, variant => {
    const [only, ...more] = variant.type?.kind === 'struct' ? variant.type.members : [];
    if (only === undefined || more.length > 0) throw new UnknownLayout();
    const shape = contentOf(only, value, builder);
    return only.offset === 0 ? shape : { kind: 'within', offset: only.offset, shape };
  });
}

/** A number in wrappers. Throws `UnknownLayout`. */
export function number(value: Value, builder: ShapeBuilder): Shape {
  const { type } = value;
  return partOf(value, numberIn({ type, offset: 0 }, sizeOf(type) ?? 0), builder);
}
