/** How many bytes the values of a type take. */

import type { DwarfType } from './dwarfType.ts';

const POINTER_BYTES = 8;
/** Arrays inside arrays. */
const MAXIMUM_DEPTH = 32;

/** Null where debug information does not say. May throw `MalformedError`. */
export function sizeOf(type: DwarfType, depth = MAXIMUM_DEPTH): number | null {
  switch (type.kind) {
    case 'pointer':
    case 'functionPointer':
      return POINTER_BYTES;
    case 'array': {
      if (type.count === null || depth === 0) return null;
      const element = sizeOf(type.element, depth - 1);
      const bytes = element === null ? NaN : element * type.count;
      return Number.isSafeInteger(bytes) ? bytes : null;
    }
    case 'base':
    case 'struct':
    case 'union':
    case 'enum':
    case 'other':
      return type.byteSize;
  }
}
