/** What borrows from a cell or a lock, and shows what it borrows. */

import type { Shape } from '../../model/shape.ts';
import { targetOf } from './pointers.ts';
import type { ShapeBuilder, Value } from './shapeBuilder.ts';
import { fieldOf, type Located } from './typeLayout.ts';
import { UnknownLayout } from './unreadable.ts';

/** `Ref`, `RefMut`. Throws `Unreadable`, `UnknownLayout`. */
export function borrowed(value: Value, builder: ShapeBuilder): Shape {
  return throughNonNull(value, 'value', builder);
}

/** `RwLockReadGuard`. Throws `Unreadable`, `UnknownLayout`. */
export function readGuard(value: Value, builder: ShapeBuilder): Shape {
  return throughNonNull(value, 'data', builder);
}

/** `MutexGuard`, `RwLockWriteGuard`. Throws `Unreadable`, `UnknownLayout`. */
export function lockGuard(value: Value, builder: ShapeBuilder): Shape {
  const pointer = fieldOf({ type: value.type, offset: 0 }, 'lock');
  const data = fieldOf({ type: targetType(pointer), offset: 0 }, 'data', 'value');
  return behind(value, pointer, data, builder);
}

function throughNonNull(value: Value, member: string, builder: ShapeBuilder): Shape {
  const pointer = fieldOf({ type: value.type, offset: 0 }, member, 'pointer');
  return behind(value, pointer, { type: targetType(pointer), offset: 0 }, builder);
}

function behind(value: Value, pointer: Located, target: Located, builder: ShapeBuilder): Shape {
  const { offset } = pointer;
  const shape = targetOf({ ...value, place: value.place.within(offset) }, target.type, target.offset, builder);
  return offset === 0 ? shape : { kind: 'within', offset, shape };
}

function targetType({ type }: Located): Located['type'] {
  if (type.kind !== 'pointer' || type.target === null) throw new UnknownLayout();
  return type.target;
}
