/** Texts and lists: how long they are, and the bytes that they hold. */

import type { Predicate } from '../model/predicate.ts';
import type { Read } from '../model/read.ts';
import type { Contents, Count, Shape } from '../model/shape.ts';
import { compareInteger } from './compareInteger.ts';
import { ConditionError, type Span } from './conditionError.ts';
import { bytesBehind, bytesOfLimb, limbsAt, placeOfConstant, placeOfRead, within, type Place } from './place.ts';
import { all } from './predicates.ts';
import { limbsOf, unreadable, type Value } from './value.ts';

const USIZE: Shape = { kind: 'integer', bytes: 8, isSigned: false };

/** The number of elements or bytes as a value of its own; null for what has none. */
export function lengthOf(value: Value): Value | null {
  const { shape } = value;
  const length = { ...value, name: `${value.name}.len()`, typeName: null, shape: USIZE };
  if (shape.kind === 'text' || shape.kind === 'list') return { ...length, place: placeOfCount(value, shape.count) };
  return shape.kind === 'entries' ? { ...length, place: within(value.place, shape.offset) } : null;
}

function placeOfCount({ place }: Value, count: Count): Place {
  return count.kind === 'constant' ? placeOfConstant(BigInt(count.count)) : within(place, count.offset);
}

/** Compares the number of elements or bytes with a constant. */
export function compareLength(
  value: Value,
  comparison: '==' | '>=' | '>',
  length: number,
  reads: readonly Read[],
): Predicate {
  const counted = lengthOf(value);
  if (counted === null) throw new TypeError(`${value.name} has no length`);
  return compareInteger(limbsOf(counted, 0, 8, reads), false, comparison, BigInt(length));
}

export function placeOfContents({ place }: Value, contents: Contents, reads: readonly Read[]): Place {
  return contents.kind === 'inline' ? within(place, contents.offset) : placeOfRead(contents.read, reads);
}

/**
 * Whether the contents begin with these bytes; whether there are so many is left to the caller. Throws a
 * ConditionError where fewer are read; `span` is that of the bytes.
 */
export function beginsWith(
  value: Value,
  contents: Contents,
  bytes: Uint8Array,
  reads: readonly Read[],
  span: Span,
): Predicate {
  const place = placeOfContents(value, contents, reads);
  const found = limbsAt(place, bytes.length, reads);
  if (found.kind === 'absent') {
    const readable = bytesBehind(place);
    if (readable >= bytes.length) throw unreadable(value, found.reason);
    throw new ConditionError(
      `This has ${bytes.length} bytes; only the first ${readable} of \`${value.name}\` are read.`,
      span,
      'A higher limit for the bytes of a text reads more.',
    );
  }
  let at = 0;
  return all(
    ...found.limbs.map(limb => {
      const part = bytes.subarray(at, (at += bytesOfLimb(limb)));
      const wanted = part.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
      return compareInteger([limb], false, '==', wanted);
    }),
  );
}
