/** Values that hold no others: their bytes as `{:?}` prints them. Bytes that no value of the type has are none. */

import type { Shape } from '../../model/shape.ts';
import { debugChar } from '../rustDebug.ts';
import { debugDuration } from './duration.ts';
import { debugF32, debugF64 } from './float.ts';
import { hex, readInteger } from './integers.ts';
import type { Region } from './region.ts';

export type Leaf = Extract<Shape, { kind: 'integer' | 'bool' | 'char' | 'float' | 'address' | 'duration' }>;

/** Why there is no text: a short clause. */
export interface Unknown {
  readonly unknown: string;
}

export function showLeaf(leaf: Leaf, region: Region, at: number): string | Unknown {
  if (leaf.kind === 'duration') return showDuration(leaf, region, at);
  const why = region.whyUnknown(at, bytesOf(leaf));
  if (why !== null) return { unknown: why };
  const { view } = region;
  switch (leaf.kind) {
    case 'integer':
      return String(readInteger(view, at, leaf.bytes, leaf.isSigned));
    case 'bool':
      return showBool(view.getUint8(at));
    case 'char':
      return showChar(view.getUint32(at, true));
    case 'float':
      return leaf.bytes === 4 ? debugF32(view.getFloat32(at, true)) : debugF64(view.getFloat64(at, true));
    case 'address':
      return hex(readInteger(view, at, 8, false));
  }
}

function bytesOf(leaf: Exclude<Leaf, { kind: 'duration' }>): number {
  switch (leaf.kind) {
    case 'integer':
    case 'float':
      return leaf.bytes;
    case 'bool':
      return 1;
    case 'char':
      return 4;
    case 'address':
      return 8;
  }
}

function showBool(byte: number): string | Unknown {
  if (byte > 1) return { unknown: `no bool: ${hex(byte)}` };
  return byte === 1 ? 'true' : 'false';
}

function showChar(scalar: number): string | Unknown {
  const isScalar = scalar < 0xd800 || (scalar > 0xdfff && scalar <= 0x10ffff);
  return isScalar ? debugChar(String.fromCodePoint(scalar)) : { unknown: `no char: ${hex(scalar)}` };
}

function showDuration(
  { secondsOffset, nanosecondsOffset }: Extract<Leaf, { kind: 'duration' }>,
  region: Region,
  at: number,
): string | Unknown {
  const why = region.whyUnknown(at + secondsOffset, 8) ?? region.whyUnknown(at + nanosecondsOffset, 4);
  if (why !== null) return { unknown: why };
  const nanoseconds = region.view.getUint32(at + nanosecondsOffset, true);
  const text = debugDuration(readInteger(region.view, at + secondsOffset, 8, false), nanoseconds);
  return text ?? { unknown: `no Duration: ${nanoseconds} ns beside its seconds` };
}
