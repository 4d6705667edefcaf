/** The error for a constant that is of another type than the value it is compared with. */

import { ConditionError } from './conditionError.ts';
import type { Expression } from './syntax.ts';
import type { Literal } from './token.ts';
import { describe, unreadable, type Value } from './value.ts';

export function mismatch(value: Value, constant: Expression): ConditionError {
  const { shape } = value;
  if (shape.kind === 'unread') return unreadable(value, shape.reason);
  const kind = describeConstant(constant);
  const isWholeForFloat = shape.kind === 'float' && kind === LITERALS.integer;
  return new ConditionError(
    `\`${value.name}\` is ${describe(value)}, this is ${kind}.`,
    constant,
    isWholeForFloat ? 'A float is written with a point: `5.0`.' : undefined,
  );
}

const LITERALS: Readonly<Record<Literal['kind'], string>> = {
  integer: 'an integer',
  float: 'a float',
  bool: 'a bool',
  char: 'a character',
  text: 'a text',
  bytes: 'a text of bytes',
};

function describeConstant(constant: Expression): string {
  if (constant.kind === 'literal') return LITERALS[constant.literal.kind];
  if (constant.kind === 'negative') return describeConstant(constant.of);
  if (constant.kind === 'calculate') return describeConstant(constant.left);
  if (constant.kind === 'tuple') return 'a tuple';
  if (constant.kind === 'array') return 'an array';
  return 'segments' in constant ? `\`${constant.segments.join('::')}\`` : 'something else';
}
