/** Vectors, and the texts that are vectors of bytes: a pointer, a length and a capacity. */

import type { Shape } from '../../model/shape.ts';
import { listBehind } from './lists.ts';
import type { ShapeBuilder, Value } from './shapeBuilder.ts';
import { type PointerAndLength, textBehind } from './texts.ts';
import { fieldOf, type Located, numberIn, peeled, POINTER_BYTES } from './typeLayout.ts';
import { pathOf } from './typeNames.ts';
import { UnknownLayout } from './unreadable.ts';

/** Throws `Unreadable`, `UnknownLayout`. */
export function vector(value: Value, builder: ShapeBuilder): Shape {
  return vectorAt(value, { type: value.type, offset: 0 }, builder);
}

/** A vector somewhere in the value, shown in its place. Throws `Unreadable`, `UnknownLayout`. */
export function vectorAt(value: Value, located: Located, builder: ShapeBuilder): Shape {
  const [element] = located.type.kind === 'struct' ? located.type.typeArguments : [];
  if (element === undefined) throw new UnknownLayout();
  return listBehind(value, whereIsVector(located), element.type, builder);
}

/** Throws `Unreadable`, `UnknownLayout`. */
export function string(value: Value, builder: ShapeBuilder): Shape {
  return textBehind(value, whereIsVector(vectorIn(value)), 'utf8', builder);
}

/** `OsString`, `PathBuf`. Throws `Unreadable`, `UnknownLayout`. */
export function osText(value: Value, builder: ShapeBuilder): Shape {
  return textBehind(value, whereIsVector(vectorIn(value)), 'os', builder);
}

/** Not a vector any more: a boxed slice. Throws `Unreadable`, `UnknownLayout`. */
export function cString(value: Value, builder: ShapeBuilder): Shape {
  const bytes = fieldOf({ type: value.type, offset: 0 }, 'inner');
  const pointerOffset = fieldOf(bytes, 'data_ptr').offset;
  const lengthOffset = fieldOf(bytes, 'length').offset;
  return textBehind(value, { pointerOffset, lengthOffset, skippedBytes: 0 }, 'c', builder);
}

/** The vector that a value is made of. Throws `UnknownLayout`. */
export function vectorIn({ type }: Value): Located {
  const inner = peeled({ type, offset: 0 });
  if (pathOf(inner.type) !== 'alloc::vec::Vec') throw new UnknownLayout();
  return inner;
}

function whereIsVector(located: Located): PointerAndLength {
  const pointer = peeled(fieldOf(peeled(fieldOf(located, 'buf')), 'ptr'));
  if (pointer.type.kind !== 'pointer') throw new UnknownLayout();
  const length = numberIn(fieldOf(located, 'len'), POINTER_BYTES);
  return { pointerOffset: pointer.offset, lengthOffset: length.offset, skippedBytes: 0 };
}
