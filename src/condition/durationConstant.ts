/** `Duration::from_millis(5)` and its like. */

import { ConditionError } from './conditionError.ts';
import { integerConstant } from './numberConstants.ts';
import type { Expression } from './syntax.ts';

export const NANOSECONDS_A_SECOND = 1_000_000_000n;

const UNITS_NS: Readonly<Record<string, bigint>> = {
  from_secs: NANOSECONDS_A_SECOND,
  from_millis: 1_000_000n,
  from_micros: 1000n,
  from_nanos: 1n,
};

/** Nanoseconds; null for what is no duration. */
export function durationConstant(expression: Expression): bigint | null {
  if (expression.kind !== 'call' && expression.kind !== 'path') return null;
  const [type, name = ''] = expression.segments.slice(-2);
  if (type !== 'Duration') return null;
  if (expression.kind === 'path') return name === 'ZERO' ? 0n : null;
  const unitNs = UNITS_NS[name];
  const [given] = expression.given;
  if (unitNs === undefined || given === undefined || expression.given.length !== 1) {
    throw new ConditionError(`A duration is written with ${Object.keys(UNITS_NS).join(', ')}.`, expression);
  }
  const count = integerConstant(given, { bytes: 8, isSigned: false });
  if (count === null || count < 0n || count >= 1n << 64n) throw new ConditionError('This is no `u64`.', given);
  return count * unitNs;
}
