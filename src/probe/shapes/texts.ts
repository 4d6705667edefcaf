/** Texts behind a pointer with a length: `str`, and what operating systems give names in. */

import type { Count, Shape } from '../../model/shape.ts';
import { LONGEST_READ_BYTES } from './readBudget.ts';
import type { ShapeBuilder, Value } from './shapeBuilder.ts';
import { plus } from './words.ts';

/** A pointer and the number of what it points at, both in the value. */
export interface PointerAndLength {
  readonly pointerOffset: number;
  readonly lengthOffset: number;
  /** From what the pointer points at to the first element, bytes. */
  readonly skippedBytes: number;
}

export type Encoding = Extract<Shape, { kind: 'text' }>['encoding'];

/** Throws `Unreadable`. */
export function textBehind(
  { place }: Value,
  where: PointerAndLength,
  encoding: Encoding,
  builder: ShapeBuilder,
): Shape {
  const { pointerOffset, lengthOffset, skippedBytes } = where;
  const at = plus(place.pointerAt(pointerOffset), skippedBytes);
  const length = place.numberAt(lengthOffset);
  return builder.later(() => {
    const limitBytes = Math.max(1, Math.min(builder.limits.textBytes, LONGEST_READ_BYTES, builder.reads.bytesLeft - 8));
    if (typeof length !== 'bigint') {
      const read = builder.reads.add({ kind: 'elements', at, count: length, elementBytes: 1, limitBytes });
      const count: Count = { kind: 'inline', offset: lengthOffset };
      return { kind: 'text', encoding, count, contents: { kind: 'read', read, pointerOffset } };
    }
    const count: Count = { kind: 'constant', count: Number(length) };
    if (length === 0n) return { kind: 'text', encoding, count, contents: { kind: 'inline', offset: 0 } };
    const read = builder.reads.add({ kind: 'memory', at, bytes: Math.min(limitBytes, count.count) });
    return { kind: 'text', encoding, count, contents: { kind: 'read', read, pointerOffset } };
  });
}
