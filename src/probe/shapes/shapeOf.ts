/** Which shape a type has: that of a type of the standard library by its path, any other by its structure. */

import type { DwarfType } from '../../binary/dwarfType.ts';
import type { Shape } from '../../model/shape.ts';
import { enumeration } from './enums.ts';
import { array } from './lists.ts';
import { functionAddress, pointer, widePointer } from './pointers.ts';
import { base } from './scalars.ts';
import type { ShapeBuilder, Value } from './shapeBuilder.ts';
import { standardShape } from './standard.ts';
import { structure } from './structures.ts';
import { typeName } from './typeNames.ts';
import { Unreadable } from './unreadable.ts';

/** Throws `Unreadable`. */
export function shapeOf(value: Value, builder: ShapeBuilder): Shape {
  const { type } = value;
  switch (type.kind) {
    case 'base':
      return base({ ...value, type });
    case 'pointer':
      return pointer({ ...value, type }, builder);
    case 'functionPointer':
      return functionAddress(value, builder);
    case 'array':
      return array({ ...value, type }, builder);
    case 'struct':
      return (
        widePointer({ ...value, type }, builder) ??
        standardShape(value, builder) ??
        structure({ ...value, type }, builder)
      );
    case 'enum':
      return standardShape(value, builder) ?? enumeration({ ...value, type }, builder);
    case 'union':
      return uninitialised(type) ?? notRead(type);
    case 'other':
      return notRead(type);
  }
}

/** `MaybeUninit` shows its type: nobody knows whether it has a value. */
function uninitialised(type: Extract<DwarfType, { kind: 'union' }>): Shape | null {
  const isKnown = type.path.join('::') === 'core::mem::maybe_uninit';
  return isKnown ? { kind: 'fixed', text: typeName(type.name) } : null;
}

function notRead(type: DwarfType): never {
  throw new Unreadable(type.kind === 'union' ? 'a union' : `values of type ${type.name} are not read`);
}
