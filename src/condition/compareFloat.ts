/**
 * Compares floats with constants by comparisons of integers, for the kernel has no others. It follows IEEE 754: the
 * bits of positive floats are in the order of their values, those of negative floats in the opposite order; what lies
 * behind the bits of an infinity is a NaN, for which every comparison but `!=` is false.
 */

import type { Comparison, Predicate } from '../model/predicate.ts';
import { compareInteger } from './compareInteger.ts';
import type { Limb } from './place.ts';
import { all, any, negated, NEVER } from './predicates.ts';

/** `constant` is a value of the float's type. */
export function compareFloat(
  limbs: readonly Limb[],
  bytes: 4 | 8,
  comparison: Comparison,
  constant: number,
): Predicate {
  // The bits as a signed integer.
  const bits = (comparison: Comparison, value: number) =>
    compareInteger(limbs, true, comparison, floatBits(value, bytes));
  const isEqual = () => {
    if (Number.isNaN(constant)) return NEVER;
    return constant === 0 ? any(bits('==', 0), bits('==', -0)) : bits('==', constant);
  };
  const isLess = () => {
    if (Number.isNaN(constant)) return NEVER;
    const isNegativeNumber = bits('<=', -Infinity);
    if (constant <= 0) return all(isNegativeNumber, bits('>', constant === 0 ? -0 : constant));
    return any(isNegativeNumber, all(bits('>=', 0), bits('<', constant)));
  };
  const isGreater = () => {
    if (Number.isNaN(constant)) return NEVER;
    const isNotAbove = bits('<=', Infinity);
    if (constant >= 0) return all(isNotAbove, bits('>', constant === 0 ? 0 : constant));
    return any(bits('<', constant), all(bits('>=', 0), isNotAbove));
  };
  switch (comparison) {
    case '==':
      return isEqual();
    case '!=':
      return negated(isEqual());
    case '<':
      return isLess();
    case '<=':
      return any(isLess(), isEqual());
    case '>':
      return isGreater();
    case '>=':
      return any(isGreater(), isEqual());
  }
}

/** The bits of a float as a signed integer of the same size. */
function floatBits(value: number, bytes: 4 | 8): bigint {
  const view = new DataView(new ArrayBuffer(8));
  if (bytes === 4) {
    view.setFloat32(0, value);
    return BigInt(view.getInt32(0));
  }
  view.setFloat64(0, value);
  return view.getBigInt64(0);
}
