/** Compares a value that is one number with a constant: integers, floats, characters, bools, durations. */

import type { Comparison, Predicate } from '../model/predicate.ts';
import type { Read } from '../model/read.ts';
import { compareFloat } from './compareFloat.ts';
import { compareInteger, holds } from './compareInteger.ts';
import { ConditionError, type Span } from './conditionError.ts';
import { durationConstant, NANOSECONDS_A_SECOND } from './durationConstant.ts';
import { mismatch } from './mismatch.ts';
import { floatConstant, integerConstant, integerRange, integerTypeName, type IntegerType } from './numberConstants.ts';
import { lexicographic } from './predicates.ts';
import type { Expression } from './syntax.ts';
import { limbsOf, type Value } from './value.ts';

/**
 * Null for a value that is no number. Throws a ConditionError for a constant that does not fit the value, and for a
 * comparison that the type alone decides, unless it `isBound` of a range.
 */
export function compareScalar(
  value: Value,
  comparison: Comparison,
  constant: Expression,
  reads: readonly Read[],
  isBound = false,
): Predicate | null {
  const { shape } = value;
  if (shape.kind === 'integer') {
    const number = integerConstant(constant, shape);
    if (number === null) throw mismatch(value, constant);
    requireDoubt(shape, comparison, number, { span: constant, isBound });
    return compareInteger(limbsOf(value, 0, shape.bytes, reads), shape.isSigned, comparison, number);
  }
  if (shape.kind === 'float') {
    const number = floatConstant(constant, shape.bytes);
    if (number === null) throw mismatch(value, constant);
    return compareFloat(limbsOf(value, 0, shape.bytes, reads), shape.bytes, comparison, number);
  }
  if (shape.kind === 'bool') {
    if (constant.kind !== 'literal' || constant.literal.kind !== 'bool') throw mismatch(value, constant);
    return compareInteger(limbsOf(value, 0, 1, reads), false, comparison, constant.literal.value ? 1n : 0n);
  }
  if (shape.kind === 'char') {
    if (constant.kind !== 'literal' || constant.literal.kind !== 'char') throw mismatch(value, constant);
    return compareInteger(limbsOf(value, 0, 4, reads), false, comparison, BigInt(constant.literal.codePoint));
  }
  if (shape.kind !== 'duration') return null;
  const nanoseconds = durationConstant(constant);
  if (nanoseconds === null) throw mismatch(value, constant);
  const seconds = limbsOf(value, shape.secondsOffset, 8, reads);
  const rest = limbsOf(value, shape.nanosecondsOffset, 4, reads);
  return lexicographic(
    comparison,
    comparison => compareInteger(seconds, false, comparison, nanoseconds / NANOSECONDS_A_SECOND),
    comparison => compareInteger(rest, false, comparison, nanoseconds % NANOSECONDS_A_SECOND),
  );
}

/** What the type alone decides is a mistake, as rustc's lints say. */
function requireDoubt(
  type: IntegerType,
  comparison: Comparison,
  constant: bigint,
  { span, isBound }: { span: Span; isBound: boolean },
): void {
  const { lowest, highest } = integerRange(type);
  const atLowest = holds(lowest, comparison, constant);
  const isInside = constant >= lowest && constant <= highest;
  if (isBound && isInside) return;
  // Between the bounds `==` and `!=` depend on the value; an order that is the same at both bounds is the same for all.
  if (comparison === '==' || comparison === '!=' ? isInside : atLowest !== holds(highest, comparison, constant)) return;
  throw new ConditionError(
    `\`${integerTypeName(type)}\` reaches from ${lowest} to ${highest}: this is always ${atLowest}.`,
    span,
  );
}
