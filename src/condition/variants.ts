/** The variants of an enum: their names, and the predicate that holds where a value is one of them. */

import type { Predicate } from '../model/predicate.ts';
import type { Read } from '../model/read.ts';
import type { Shape, ShapeCase } from '../model/shape.ts';
import { compareInteger } from './compareInteger.ts';
import { integerRange } from './numberConstants.ts';
import { within, type Limb } from './place.ts';
import { all, ALWAYS, negated } from './predicates.ts';
import { limbsOf, type Value } from './value.ts';

export type Choice = Extract<Shape, { kind: 'choice' }>;

/** What has no names of variants only decides where the value lies: a `Cow`. */
export function isEnum({ cases }: Choice): boolean {
  const names = cases.map(({ shape }) => variantName(shape));
  const isNamedOrUnread = (name: string | null, index: number) => name !== null || isUnread(cases[index]);
  return names.some(name => name !== null) && names.every(isNamedOrUnread);
}

function isUnread(held: ShapeCase | undefined): boolean {
  return held?.shape.kind === 'unread';
}

/** `Open` for a variant of that name; null for a shape without a name. */
export function variantName(shape: Shape): string | null {
  if (shape.kind === 'within') return variantName(shape.shape);
  if (shape.kind === 'fixed') return shape.text;
  const hasName = (shape.kind === 'struct' || shape.kind === 'tuple') && shape.name !== '';
  return hasName ? shape.name : null;
}

export interface Variant {
  readonly test: Predicate;
  /** Its fields, where the value is this variant. */
  readonly value: Value;
}

/** Null where the enum is not known to have a variant of the name. */
export function findVariant(value: Value, choice: Choice, name: string, reads: readonly Read[]): Variant | null {
  const index = choice.cases.findIndex(({ shape }) => variantName(shape) === name);
  const held = choice.cases[index];
  if (held === undefined) return null;
  let { shape } = held;
  let { place } = value;
  while (shape.kind === 'within') {
    place = within(place, shape.offset);
    ({ shape } = shape);
  }
  return { test: caseTest(value, choice, index, reads), value: { ...value, typeName: null, place, shape } };
}

export function variantNames({ cases }: Choice): readonly string[] {
  return cases.flatMap(({ shape }) => variantName(shape) ?? []);
}

/** Whether the value lies in the case at `index`, and in none before it. */
export function caseTest(value: Value, choice: Choice, index: number, reads: readonly Read[]): Predicate {
  const { offset, bytes, isSigned, cases } = choice;
  if (bytes === 0) return ALWAYS;
  const limbs = limbsOf(value, offset, bytes, reads);
  const type = integerRange({ bytes, isSigned });
  const bounds = cases.slice(0, index + 1).map(({ from, to }) => ({
    from: from === null ? type.lowest : BigInt(from),
    to: to === null ? type.highest : BigInt(to),
  }));
  const own = bounds.pop();
  if (own === undefined) throw new RangeError(`there is no case ${index}`);
  const before = bounds.filter(other => other.from <= own.to && other.to >= own.from);
  const isIn = (range: Bounds) => inRange(limbs, isSigned, range, type);
  return all(isIn(own), ...before.map(range => negated(isIn(range))));
}

interface Bounds {
  readonly from: bigint;
  readonly to: bigint;
}

function inRange(
  limbs: readonly Limb[],
  isSigned: boolean,
  { from, to }: Bounds,
  type: { lowest: bigint; highest: bigint },
): Predicate {
  if (from === to) return compareInteger(limbs, isSigned, '==', from);
  return all(
    from <= type.lowest ? ALWAYS : compareInteger(limbs, isSigned, '>=', from),
    to >= type.highest ? ALWAYS : compareInteger(limbs, isSigned, '<=', to),
  );
}
