/** Pointers, alone or with a length or a vtable. What a reference or a `Box` points at is shown, of others the address. */

import type { DwarfType } from '../../binary/dwarfType.ts';
import { sizeOf } from '../../binary/typeSize.ts';
import type { Shape } from '../../model/shape.ts';
import { listBehind } from './lists.ts';
import { Extent, NO_BYTES, Place } from './place.ts';
import { LONGEST_READ_BYTES } from './readBudget.ts';
import type { ShapeBuilder, Value } from './shapeBuilder.ts';
import { type Encoding, type PointerAndLength, textBehind } from './texts.ts';
import { fieldOf, hasMembers, POINTER_BYTES } from './typeLayout.ts';
import { isRawPointer, isReference, pathOf, unsizedKind } from './typeNames.ts';
import { Unreadable } from './unreadable.ts';
import { plus } from './words.ts';

/** Throws `Unreadable`. */
export function pointer(value: Value<Extract<DwarfType, { kind: 'pointer' }>>, builder: ShapeBuilder): Shape {
  const { name, target } = value.type;
  if (!isReference(name)) return address(value);
  if (target === null) throw new Unreadable('what it points at is not known');
  builder.mayFollow(name);
  return targetOf(value, target, 0, builder);
}

/** Throws `Unreadable`. */
function address({ place }: Value): Shape {
  place.need(0, POINTER_BYTES);
  return { kind: 'address' };
}

/** Throws `Unreadable`. */
export function functionAddress({ place }: Value, builder: ShapeBuilder): Shape {
  place.need(0, POINTER_BYTES);
  return { kind: 'function', instructionPointer: builder.instructionPointer() };
}

/**
 * What the pointer at the beginning of the value points at, `skippedBytes` further on. Throws `Unreadable`.
 */
export function targetOf(value: Value, target: DwarfType, skippedBytes: number, builder: ShapeBuilder): Shape {
  const bytes = sizeOf(target);
  if (bytes === null) throw new Unreadable(`the size of ${target.name} is not known`);
  if (bytes === 0) return builder.shapeOf({ ...value, type: target, place: NO_BYTES });
  const depth = builder.inside(value);
  const at = plus(value.place.pointerAt(0), skippedBytes);
  return builder.later(() => {
    const extent = new Extent(Math.min(LONGEST_READ_BYTES, builder.reads.bytesLeft), 'start');
    const place = new Place([{ kind: 'memory', at, bytes }], extent);
    const shape = builder.shapeOf({ ...value, type: target, place, depth });
    // Nothing of it is read: it says itself why.
    if (extent.bytes === 0) return shape;
    return { kind: 'target', read: builder.reads.add({ kind: 'memory', at, bytes: extent.bytes }), shape };
  });
}

/** Null when it is no wide pointer: rustc makes structures of those. Throws `Unreadable`. */
export function widePointer(value: Value<Extract<DwarfType, { kind: 'struct' }>>, builder: ShapeBuilder): Shape | null {
  const { type } = value;
  if (type.path.length > 0) return null;
  const isRaw = isRawPointer(type.name);
  if (hasMembers(type, 'data_ptr', 'length')) builder.mayFollow(type.name);
  if (hasMembers(type, 'data_ptr', 'length')) {
    return isRaw ? rawWithLength(value) : withLength(value, type, 0, pointedAt(type), builder);
  }
  if (hasMembers(type, 'pointer', 'vtable')) {
    return isRaw ? rawWithVtable(value) : withVtable(value, type, pointedAt(type), builder);
  }
  return null;
}

/**
 * What a pointer with a length points at: `wide` is the structure of both at the beginning of the value, `unit` the type
 * of an element, or of the whole, which is known by its name. Throws `Unreadable`.
 */
export function withLength(
  value: Value,
  wide: DwarfType,
  skippedBytes: number,
  unit: DwarfType,
  builder: ShapeBuilder,
): Shape {
  const where: PointerAndLength = {
    pointerOffset: fieldOf({ type: wide, offset: 0 }, 'data_ptr').offset,
    lengthOffset: fieldOf({ type: wide, offset: 0 }, 'length').offset,
    skippedBytes,
  };
  switch (unsizedKind(value.type.name)) {
    case 'str':
      return textBehind(value, where, 'utf8', builder);
    case 'slice':
      return listBehind(value, where, unit, builder);
    case null: {
      const encoding = TEXTS.get(pathOf(unit));
      if (encoding === undefined) throw new Unreadable(`${pathOf(unit) || unit.name} has no size of its own`);
      return textBehind(value, where, encoding, builder);
    }
  }
}

const TEXTS: ReadonlyMap<string, Encoding> = new Map([
  ['std::path::Path', 'os'],
  ['std::ffi::os_str::OsStr', 'os'],
  ['core::ffi::c_str::CStr', 'c'],
]);

/** rustc sets them around several traits: `(dyn Error + Send)`. */
const PARENTHESES = /^\((dyn .*)\)$/;

/** Throws `Unreadable`. */
export function withVtable({ place }: Value, wide: DwarfType, unit: DwarfType, builder: ShapeBuilder): Shape {
  const vtableOffset = fieldOf({ type: wide, offset: 0 }, 'vtable').offset;
  place.need(vtableOffset, POINTER_BYTES);
  const traitName = PARENTHESES.exec(unit.name)?.[1] ?? unit.name;
  return { kind: 'object', vtableOffset, traitName, instructionPointer: builder.instructionPointer() };
}

/** As Rust 1.95 shows it. Throws `Unreadable`. */
function rawWithLength({ type, place }: Value): Shape {
  const metadata = { kind: 'integer', bytes: 8, isSigned: false } as const;
  return rawPointer(place, fieldOf({ type, offset: 0 }, 'data_ptr').offset, {
    offset: fieldOf({ type, offset: 0 }, 'length').offset,
    shape: metadata,
  });
}

function rawWithVtable({ type, place }: Value): Shape {
  const address = { name: '0', offset: 0, shape: { kind: 'address' } } as const;
  return rawPointer(place, fieldOf({ type, offset: 0 }, 'pointer').offset, {
    offset: fieldOf({ type, offset: 0 }, 'vtable').offset,
    shape: { kind: 'tuple', name: 'DynMetadata', fields: [address] },
  });
}

function rawPointer(place: Place, offset: number, metadata: { offset: number; shape: Shape }): Shape {
  place.need(offset, POINTER_BYTES);
  place.need(metadata.offset, POINTER_BYTES);
  const fields = [
    { name: 'addr', offset, shape: { kind: 'address' } as const },
    { name: 'metadata', ...metadata },
  ];
  return { kind: 'struct', name: 'Pointer', fields };
}

/** What the pointer of a wide pointer points at. Throws `Unreadable`. */
function pointedAt(wide: Extract<DwarfType, { kind: 'struct' }>): DwarfType {
  const pointers = wide.members.flatMap(({ name, type }) =>
    (name === 'data_ptr' || name === 'pointer') && type.kind === 'pointer' && type.target !== null ? [type.target] : [],
  );
  const [target] = pointers;
  if (target === undefined) throw new Unreadable('what it points at is not known');
  return target;
}
