/** Cells and locks, whose values may change behind a shared reference. */

import type { EnumType } from '../../binary/dwarfType.ts';
import { sizeOf } from '../../binary/typeSize.ts';
import type { Shape, ShapeField } from '../../model/shape.ts';
import { choice, contentOf } from './enums.ts';
import type { ShapeBuilder, Value } from './shapeBuilder.ts';
import { fieldOf, type Located, numberIn, peeled, POINTER_BYTES } from './typeLayout.ts';
import { UnknownLayout } from './unreadable.ts';
import { partOf } from './wrappers.ts';

/** Throws `Unreadable`, `UnknownLayout`. */
export function cell(value: Value, builder: ShapeBuilder): Shape {
  return { kind: 'struct', name: 'Cell', fields: [cellField('value', value, builder)] };
}

/** A negative number of borrows is a mutable one. Throws `Unreadable`, `UnknownLayout`. */
export function refCell(value: Value, builder: ShapeBuilder): Shape {
  const borrow = numberIn(fieldOf(whole(value), 'borrow'), POINTER_BYTES);
  value.place.need(borrow.offset, POINTER_BYTES);
  const shape: Shape = { kind: 'struct', name: 'RefCell', fields: [cellField('value', value, builder)] };
  const borrowed: Shape = { kind: 'fixed', text: 'RefCell { value: <borrowed> }' };
  const cases = [
    { from: String(-(2n ** 63n)), to: '-1', shape: borrowed },
    { from: null, to: null, shape },
  ];
  return { kind: 'choice', offset: borrow.offset, bytes: POINTER_BYTES, isSigned: true, cases };
}

/** Throws `Unreadable`, `UnknownLayout`. */
export function onceCell(value: Value, builder: ShapeBuilder): Shape {
  const option = fieldOf(whole(value), 'inner', 'value');
  if (option.type.kind !== 'enum') throw new UnknownLayout();
  const inner: Value<EnumType> = { ...value, type: option.type, place: value.place.within(option.offset) };
  const shape = choice(inner, builder, ({ type }) => {
    const [content] = type?.kind === 'struct' ? type.members : [];
    if (content === undefined) return { kind: 'fixed', text: 'OnceCell(<uninit>)' };
    const field = { name: '0', offset: content.offset, shape: contentOf(content, inner, builder) };
    return { kind: 'tuple', name: 'OnceCell', fields: [field] };
  });
  return option.offset === 0 ? shape : { kind: 'within', offset: option.offset, shape };
}

/** A mutex on a futex: 0 is unlocked. Throws `Unreadable`, `UnknownLayout`. */
export function mutex(value: Value, builder: ShapeBuilder): Shape {
  return lock('Mutex', fieldOf(whole(value), 'inner', 'futex'), 0, '"<locked>"', value, builder);
}

/**
 * Numbers of a lock on a futex with which a reader may enter: fewer readers than fit in 30 bits, less two numbers that
 * stand for others, and nobody who waits in the bits above. library/std/src/sys/sync/rwlock/futex.rs.
 */
const MOST_READERS = 2 ** 30 - 3;

/** Throws `Unreadable`, `UnknownLayout`. */
export function rwLock(value: Value, builder: ShapeBuilder): Shape {
  return lock('RwLock', fieldOf(whole(value), 'inner', 'state'), MOST_READERS, '<locked>', value, builder);
}

/** Whoever shows a lock enters it, if it can be entered: when its futex is not above `mostOpen`. */
function lock(
  name: string,
  futex: Located,
  mostOpen: number,
  lockedText: string,
  value: Value,
  builder: ShapeBuilder,
): Shape {
  const state = numberIn(futex, 4);
  value.place.need(state.offset, 4);
  const poison = numberIn(fieldOf(whole(value), 'poison'), 1);
  value.place.need(poison.offset, 1);
  const poisoned: ShapeField = { name: 'poisoned', offset: poison.offset, shape: { kind: 'bool' } };
  const withData = (data: ShapeField): Shape => ({ kind: 'struct', name, fields: [data, poisoned], isOpen: true });
  const open = withData(cellField('data', value, builder));
  const locked = withData({ name: 'data', offset: 0, shape: { kind: 'fixed', text: lockedText } });
  const cases = [
    { from: '0', to: String(mostOpen), shape: open },
    { from: null, to: null, shape: locked },
  ];
  return { kind: 'choice', offset: state.offset, bytes: 4, isSigned: false, cases };
}

/** Throws `Unreadable`, `UnknownLayout`. */
export function atomic(value: Value, builder: ShapeBuilder): Shape {
  const inner = peeled(whole(value));
  if (inner.offset !== 0 || sizeOf(inner.type) !== sizeOf(value.type)) throw new UnknownLayout();
  if (!isAtomicBool(value)) return partOf(value, inner, builder);
  value.place.need(0, 1);
  return { kind: 'bool' };
}

/** Its bytes are those of a `u8`. */
function isAtomicBool({ type }: Value): boolean {
  return type.name === 'AtomicBool' || type.name === 'Atomic<bool>';
}

/** What an `UnsafeCell` in a member of this name holds. */
function cellField(name: string, value: Value, builder: ShapeBuilder): ShapeField {
  const { type, offset } = fieldOf(whole(value), name, 'value');
  const depth = builder.inside(value);
  return { name, offset, shape: builder.shapeOf({ ...value, type, depth, place: value.place.within(offset) }) };
}

function whole({ type }: Value): Located {
  return { type, offset: 0 };
}
