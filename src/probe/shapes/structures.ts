/** Structures and tuples, shown as `#[derive(Debug)]` shows them. */

import type { DwarfMember, DwarfType } from '../../binary/dwarfType.ts';
import { NOT_CHOSEN } from '../../model/captureOptions.ts';
import type { Shape, ShapeField } from '../../model/shape.ts';
import { selected } from './selection.ts';
import type { ShapeBuilder, Value } from './shapeBuilder.ts';
import { bareName } from './typeNames.ts';

type StructType = Extract<DwarfType, { kind: 'struct' }>;

/** As rustc names the fields of tuples. */
const POSITION = /^__(\d+)$/;

/** Throws `Unreadable`. */
export function structure(value: Value<StructType>, builder: ShapeBuilder): Shape {
  const { name, members } = value.type;
  return fielded(isTuple(value.type) ? '' : bareName(name), members, value, builder);
}

/** A name with fields, a variant's perhaps. Throws `Unreadable`. */
export function fielded(name: string, members: readonly DwarfMember[], value: Value, builder: ShapeBuilder): Shape {
  if (members.length === 0) return { kind: 'fixed', text: name };
  // A newtype is no deeper than what is in it.
  const isNewtype = members.length === 1 && hasPositions(members);
  const depth = isNewtype ? value.depth : builder.inside(value);
  const fields = members.map((member): ShapeField => {
    const { offset, type } = member;
    const field = fieldName(member);
    const selection = selected(value.selection, field);
    const place = value.place.within(offset);
    const shape: Shape = selection === null ? NOT_CHOSEN_SHAPE : builder.shapeOf({ type, place, depth, selection });
    return { name: field, offset, shape };
  });
  return { kind: hasPositions(members) ? 'tuple' : 'struct', name, fields };
}

const NOT_CHOSEN_SHAPE: Shape = { kind: 'unread', reason: NOT_CHOSEN };

/** As Rust names it: a tuple's first is `0`. */
export function fieldName({ name }: DwarfMember): string {
  return POSITION.exec(name)?.[1] ?? name;
}

export function hasPositions(members: readonly DwarfMember[]): boolean {
  return members.every(({ name }) => POSITION.test(name));
}

function isTuple({ path, name }: StructType): boolean {
  return path.length === 0 && name.startsWith('(');
}
