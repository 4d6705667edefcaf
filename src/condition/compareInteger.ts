/** Compares integers of any width with constants, by comparisons of the parts that the kernel can read. */

import type { Comparison, Predicate, Scalar } from '../model/predicate.ts';
import { bytesOfLimb, type Limb } from './place.ts';
import { all, ALWAYS, any, lexicographic, NEVER } from './predicates.ts';

/** Integer in the bytes of `limbs` (lowest first) against `constant`, which the integer's type can hold. */
export function compareInteger(
  limbs: readonly Limb[],
  isSigned: boolean,
  comparison: Comparison,
  constant: bigint,
): Predicate {
  const highest = limbs.at(-1);
  if (highest === undefined) return holds(0n, comparison, constant) ? ALWAYS : NEVER;
  const rest = limbs.slice(0, -1);
  const restBits = rest.reduce((bits, limb) => bits + 8 * bytesOfLimb(limb), 0);
  const compareHighest = (comparison: Comparison) =>
    compareLimb(highest, isSigned, comparison, constant >> BigInt(restBits));
  if (rest.length === 0) return compareHighest(comparison);
  return lexicographic(comparison, compareHighest, comparison =>
    compareInteger(rest, false, comparison, BigInt.asUintN(restBits, constant)),
  );
}

function compareLimb(limb: Limb, isSigned: boolean, comparison: Comparison, constant: bigint): Predicate {
  if (limb.kind === 'constant') {
    const value = isSigned ? BigInt.asIntN(8 * limb.bytes, limb.value) : limb.value;
    return holds(value, comparison, constant) ? ALWAYS : NEVER;
  }
  const { scalar } = limb;
  if (isSigned && scalar.kind === 'registerPart') return compareSignedPart(scalar, comparison, constant);
  return { kind: 'compare', scalar, isSigned, comparison, constant: String(constant) };
}

/** Such a part has no sign of its own: negative numbers are its upper half. */
function compareSignedPart(scalar: Scalar, comparison: Comparison, constant: bigint): Predicate {
  const bits = 8 * scalar.bytes;
  const unsigned = BigInt.asUintN(bits, constant);
  const compare = (comparison: Comparison, constant: bigint): Predicate => {
    return { kind: 'compare', scalar, isSigned: false, comparison, constant: String(constant) };
  };
  const lowestNegative = 1n << BigInt(bits - 1);
  switch (comparison) {
    case '==':
    case '!=':
      return compare(comparison, unsigned);
    case '<':
    case '<=': {
      const join = constant < 0n ? all : any;
      return join(compare(comparison, unsigned), compare('>=', lowestNegative));
    }
    case '>':
    case '>=': {
      const join = constant < 0n ? any : all;
      return join(compare(comparison, unsigned), compare('<', lowestNegative));
    }
  }
}

export function holds(left: bigint, comparison: Comparison, right: bigint): boolean {
  switch (comparison) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}
