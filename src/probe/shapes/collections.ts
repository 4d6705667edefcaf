/** Collections of which only the number of entries is read, and those that are a vector inside, or may be. */

import type { DwarfType } from '../../binary/dwarfType.ts';
import type { Shape } from '../../model/shape.ts';
import type { ShapeBuilder, Value } from './shapeBuilder.ts';
import { fieldOf, hasMembers, type Located, numberIn, POINTER_BYTES } from './typeLayout.ts';
import { UnknownLayout } from './unreadable.ts';
import { vector, vectorAt, vectorIn } from './vectors.ts';

/** Throws `Unreadable`, `UnknownLayout`. */
export function binaryHeap(value: Value, builder: ShapeBuilder): Shape {
  return vectorAt(value, vectorIn(value), builder);
}

/** A ring; one that begins at its buffer's beginning lies there as a vector does. Throws `Unreadable`, `UnknownLayout`. */
export function deque(value: Value, builder: ShapeBuilder): Shape {
  const head = numberIn(fieldOf(whole(value), 'head'), POINTER_BYTES);
  value.place.need(head.offset, POINTER_BYTES);
  const elsewhere = entries(value, fieldOf(whole(value), 'len'), '[', ']');
  const cases = [
    { from: '0', to: '0', shape: builder.orUnread(() => vector(value, builder)) },
    { from: null, to: null, shape: elsewhere },
  ];
  return { kind: 'choice', offset: head.offset, bytes: POINTER_BYTES, isSigned: false, cases };
}

/** Throws `Unreadable`, `UnknownLayout`. */
export function linkedList(value: Value): Shape {
  return entries(value, fieldOf(whole(value), 'len'), '[', ']');
}

/** Throws `Unreadable`, `UnknownLayout`. */
export function treeMap(value: Value): Shape {
  return entries(value, fieldOf(whole(value), 'length'), '{', '}');
}

/** Throws `Unreadable`, `UnknownLayout`. */
export function treeSet(value: Value): Shape {
  return entries(value, fieldOf(whole(value), 'map', 'length'), '{', '}');
}

/** `HashMap`, `HashSet`, of std and of hashbrown. Throws `Unreadable`, `UnknownLayout`. */
export function hashTable(value: Value): Shape {
  const items = itemsIn(whole(value), DEEPEST_TABLE);
  if (items === null) throw new UnknownLayout();
  return entries(value, items, '{', '}');
}

/** std's set is hashbrown's set, is a map, has a table, has a table without a type. */
const DEEPEST_TABLE = 6;

function itemsIn(located: Located, depth: number): Located | null {
  if (hasMembers(located.type, 'items', 'bucket_mask')) return fieldOf(located, 'items');
  if (depth === 0) return null;
  for (const name of ['base', 'map', 'table']) {
    if (!hasMembers(located.type, name)) continue;
    const items = itemsIn(fieldOf(located, name), depth - 1);
    if (items !== null) return items;
  }
  return null;
}

function entries({ place }: Value, length: Located, open: string, close: string): Shape {
  const { offset } = numberIn(length, POINTER_BYTES);
  place.need(offset, POINTER_BYTES);
  return { kind: 'entries', offset, open, close };
}

function whole({ type }: { readonly type: DwarfType }): Located {
  return { type, offset: 0 };
}
