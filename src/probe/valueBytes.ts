/** Which bytes a value of a type is made of; what lies between them is padding, which nobody writes. */

import type { DwarfMember, DwarfType } from '../binary/dwarfType.ts';
import { sizeOf } from '../binary/typeSize.ts';

/** Bytes from `start` up to `end`, from the beginning of the value. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Elements of an array whose padding is told apart; a longer array is taken as a whole. */
const MOST_ELEMENTS = 64;

/** The bytes that hold something in any of the type's variants: ranges in no order, which may overlap. */
export function bytesOfValue(type: DwarfType): ByteRange[] {
  switch (type.kind) {
    case 'struct':
      return type.members.flatMap(bytesOfMember);
    case 'enum':
      return [
        ...(type.discriminant === null ? [] : bytesOfMember(type.discriminant)),
        ...type.variants.flatMap(variant => (variant.type === null ? [] : bytesOfValue(variant.type))),
        ...type.members.flatMap(bytesOfMember),
      ];
    case 'array': {
      const stride = sizeOf(type.element);
      if (type.count === null || stride === null || type.count > MOST_ELEMENTS) return whole(type);
      const element = bytesOfValue(type.element);
      return Array.from({ length: type.count }, (_, at) => element.map(range => moved(range, at * stride))).flat();
    }
    case 'base':
    case 'pointer':
    case 'functionPointer':
    case 'union':
    case 'other':
      return whole(type);
  }
}

function bytesOfMember({ offset, type }: DwarfMember): ByteRange[] {
  return bytesOfValue(type).map(range => moved(range, offset));
}

function whole(type: DwarfType): ByteRange[] {
  const size = sizeOf(type) ?? 0;
  return size === 0 ? [] : [{ start: 0, end: size }];
}

function moved({ start, end }: ByteRange, by: number): ByteRange {
  return { start: start + by, end: end + by };
}
