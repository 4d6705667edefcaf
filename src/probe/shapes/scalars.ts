/** Values of the types that Rust itself has. */

import type { DwarfType } from '../../binary/dwarfType.ts';
import type { Shape } from '../../model/shape.ts';
import type { Value } from './shapeBuilder.ts';
import { Unreadable } from './unreadable.ts';

type BaseType = Extract<DwarfType, { kind: 'base' }>;

/** Throws `Unreadable`. */
export function base({ type, place }: Value<BaseType>): Shape {
  if (type.byteSize === 0) return withoutBytes(type);
  const shape = scalar(type);
  if (shape === null) throw new Unreadable(`values of type ${type.name} are not read`);
  place.need(0, type.byteSize);
  return shape;
}

function withoutBytes({ name }: BaseType): Shape {
  if (name !== '()') throw new Unreadable(`${name} has no values`);
  return { kind: 'fixed', text: '()' };
}

function scalar({ encoding, byteSize }: BaseType): Shape | null {
  switch (encoding) {
    case 'bool':
      return byteSize === 1 ? { kind: 'bool' } : null;
    case 'char':
      return byteSize === 4 ? { kind: 'char' } : null;
    case 'float':
      return byteSize === 4 || byteSize === 8 ? { kind: 'float', bytes: byteSize } : null;
    case 'signed':
    case 'unsigned': {
      const isSigned = encoding === 'signed';
      return isNumberSize(byteSize) ? { kind: 'integer', bytes: byteSize, isSigned } : null;
    }
    case 'other':
      return null;
  }
}

export function isNumberSize(bytes: number): bytes is 1 | 2 | 4 | 8 | 16 {
  return bytes === 1 || bytes === 2 || bytes === 4 || bytes === 8 || bytes === 16;
}
