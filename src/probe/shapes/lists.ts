/** Elements one behind the other: arrays, slices, `Vec`. */

import type { DwarfType } from '../../binary/dwarfType.ts';
import { sizeOf } from '../../binary/typeSize.ts';
import type { Word } from '../../model/read.ts';
import type { Count, Shape } from '../../model/shape.ts';
import { Extent, NO_BYTES, Place } from './place.ts';
import { LONGEST_READ_BYTES } from './readBudget.ts';
import type { ShapeBuilder, Value } from './shapeBuilder.ts';
import type { PointerAndLength } from './texts.ts';
import { Unreadable } from './unreadable.ts';
import { plus } from './words.ts';

/** Throws `Unreadable`. */
export function array(value: Value<Extract<DwarfType, { kind: 'array' }>>, builder: ShapeBuilder): Shape {
  const { element, count } = value.type;
  if (count === null) throw new Unreadable('its length is not known');
  const { depth, stride } = elementsOf(value, element, builder);
  const elements = Array.from({ length: Math.min(count, builder.limits.elements) }, (_, index) =>
    builder.shapeOf({ ...value, type: element, depth, place: value.place.within(index * stride) }),
  );
  const contents = { kind: 'inline', offset: 0 } as const;
  return { kind: 'list', count: { kind: 'constant', count }, contents, stride, elements };
}

/** Throws `Unreadable`. */
export function listBehind(value: Value, where: PointerAndLength, element: DwarfType, builder: ShapeBuilder): Shape {
  const { pointerOffset, lengthOffset, skippedBytes } = where;
  const { place } = value;
  const { depth, stride } = elementsOf(value, element, builder);
  const length = place.numberAt(lengthOffset);
  const count: Count =
    typeof length === 'bigint' ? { kind: 'constant', count: Number(length) } : { kind: 'inline', offset: lengthOffset };
  /** So many elements, as far as they are read, at a place. */
  const elementsAt = (from: Place, most: number): Shape[] =>
    repeated(most, builder, index =>
      builder.shapeOf({ ...value, type: element, depth, place: from.within(index * stride) }),
    );

  if (stride === 0 || length === 0n) {
    const most = length === 0n ? 0 : builder.limits.elements;
    return {
      kind: 'list',
      count,
      contents: { kind: 'inline', offset: 0 },
      stride,
      elements: elementsAt(NO_BYTES, most),
    };
  }
  const at = plus(place.pointerAt(pointerOffset), skippedBytes);
  return builder.later(() => {
    const room = Math.min(LONGEST_READ_BYTES, builder.reads.bytesLeft - 8);
    const wanted =
      typeof length === 'bigint' ? Math.min(builder.limits.elements, Number(length)) : builder.limits.elements;
    const most = Math.max(1, Math.min(wanted, Math.floor(room / stride)));
    const read = readElements(at, length, stride, most, builder);
    const bytes = most * stride;
    const from = new Place([{ kind: 'memory', at, bytes }], new Extent(bytes, 'start'));
    const contents = { kind: 'read', read, pointerOffset } as const;
    return { kind: 'list', count, contents, stride, elements: elementsAt(from, most) };
  });
}

function elementsOf(value: Value, element: DwarfType, builder: ShapeBuilder): { depth: number; stride: number } {
  const stride = sizeOf(element);
  if (stride === null) throw new Unreadable(`the size of ${element.name} is not known`);
  return { depth: builder.inside(value), stride };
}

function readElements(at: Word, length: Word | bigint, stride: number, most: number, builder: ShapeBuilder): number {
  const bytes = most * stride;
  if (bytes > LONGEST_READ_BYTES) throw new Unreadable(`its elements have ${stride} bytes each`);
  return builder.reads.add(
    typeof length === 'bigint'
      ? { kind: 'memory', at, bytes }
      : { kind: 'elements', at, count: length, elementBytes: stride, limitBytes: bytes },
  );
}

/** Elements that are read anyway, and lead nowhere else, have one shape. */
function repeated(times: number, builder: ShapeBuilder, shapeAt: (index: number) => Shape): Shape[] {
  const shapes: Shape[] = [];
  for (let index = 0; index < times; index++) {
    const { waiting } = builder;
    const shape = shapeAt(index);
    if (index === 0 && builder.waiting === waiting) return Array.from({ length: times }, () => shape);
    shapes.push(shape);
  }
  return shapes;
}
