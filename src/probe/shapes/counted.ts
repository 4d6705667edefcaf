/** `Rc` and `Arc`: pointers to a structure with two counts and the value. */

import type { Shape } from '../../model/shape.ts';
import { targetOf, withLength, withVtable } from './pointers.ts';
import type { ShapeBuilder, Value } from './shapeBuilder.ts';
import { fieldOf, hasMembers, type Located } from './typeLayout.ts';
import { UnknownLayout } from './unreadable.ts';

/** Throws `Unreadable`, `UnknownLayout`. */
export function counted(value: Value, builder: ShapeBuilder): Shape {
  const { type, offset } = fieldOf({ type: value.type, offset: 0 }, 'ptr', 'pointer');
  const shape = behind({ ...value, place: value.place.within(offset) }, type, builder);
  return offset === 0 ? shape : { kind: 'within', offset, shape };
}

function behind(value: Value, pointer: Located['type'], builder: ShapeBuilder): Shape {
  if (pointer.kind === 'pointer') {
    const held = heldBy(pointer);
    return targetOf(value, held.type, held.offset, builder);
  }
  if (hasMembers(pointer, 'data_ptr', 'length')) {
    const held = heldBy(fieldOf({ type: pointer, offset: 0 }, 'data_ptr').type);
    return withLength(value, pointer, held.offset, held.type, builder);
  }
  if (hasMembers(pointer, 'pointer', 'vtable')) {
    const held = heldBy(fieldOf({ type: pointer, offset: 0 }, 'pointer').type);
    return withVtable(value, pointer, held.type, builder);
  }
  throw new UnknownLayout();
}

/** The value beside the counts. */
function heldBy(pointer: Located['type']): Located {
  if (pointer.kind !== 'pointer' || pointer.target === null) throw new UnknownLayout();
  const counts = { type: pointer.target, offset: 0 };
  fieldOf(counts, 'strong');
  fieldOf(counts, 'weak');
  return fieldOf(counts, hasMembers(pointer.target, 'data') ? 'data' : 'value');
}
