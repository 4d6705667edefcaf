/** Methods of values that are true or false: `is_some()`, `is_empty()`, `starts_with("al")`. */

import type { Predicate } from '../model/predicate.ts';
import type { Read } from '../model/read.ts';
import { compareFloat } from './compareFloat.ts';
import { compareInteger } from './compareInteger.ts';
import { ConditionError } from './conditionError.ts';
import { beginsWith, compareLength, lengthOf } from './contents.ts';
import { all, negated } from './predicates.ts';
import type { Expression, ExpressionOf } from './syntax.ts';
import { describe, limbsOf, unreadable, type Value } from './value.ts';
import { findVariant } from './variants.ts';

type Test = (value: Value, reads: readonly Read[], given: Expression | undefined) => Predicate | null;

/** Null where the value has no such method. */
const TESTS: Readonly<Record<string, Test>> = {
  is_some: (value, reads) => isVariant(value, 'Some', 'None', reads),
  is_none: (value, reads) => isVariant(value, 'None', 'Some', reads),
  is_ok: (value, reads) => isVariant(value, 'Ok', 'Err', reads),
  is_err: (value, reads) => isVariant(value, 'Err', 'Ok', reads),
  is_empty: (value, reads) => (lengthOf(value) === null ? null : compareLength(value, '==', 0, reads)),
  is_nan: ({ shape, ...value }, reads) => {
    if (shape.kind !== 'float') return null;
    const limbs = limbsOf({ ...value, shape }, 0, shape.bytes, reads);
    return all(negated(compareFloat(limbs, shape.bytes, '<=', Infinity)));
  },
  is_null: (value, reads) =>
    value.shape.kind === 'address' ? compareInteger(limbsOf(value, 0, 8, reads), false, '==', 0n) : null,
  starts_with: startsWith,
};

/** Those that take no argument. */
const TAKES_TEXT = 'starts_with';

export function isTest(method: string): boolean {
  return Object.hasOwn(TESTS, method);
}

/** Throws a ConditionError where the value has no such method. */
export function methodTest(value: Value, { name, given }: ExpressionOf<'method'>, reads: readonly Read[]): Predicate {
  const { shape } = value;
  if (shape.kind === 'unread') throw unreadable(value, shape.reason);
  const wantedArguments = name.text === TAKES_TEXT ? 1 : 0;
  if (given.length !== wantedArguments) {
    throw new ConditionError(`\`${name.text}\` takes ${wantedArguments === 0 ? 'no argument' : 'one text'}.`, name);
  }
  const predicate = TESTS[name.text]?.(value, reads, given[0]) ?? null;
  if (predicate !== null) return predicate;
  throw new ConditionError(`\`${value.name}\` is ${describe(value)}; it has no \`${name.text}()\`.`, name);
}

/** One of the two variants may have no name, where what it holds is not read. */
function isVariant(value: Value, name: string, other: string, reads: readonly Read[]): Predicate | null {
  const { shape } = value;
  if (shape.kind !== 'choice') return null;
  const variant = findVariant(value, shape, name, reads);
  if (variant !== null) return variant.test;
  const opposite = findVariant(value, shape, other, reads);
  return opposite === null ? null : negated(opposite.test);
}

function startsWith(value: Value, reads: readonly Read[], given: Expression | undefined): Predicate | null {
  const { shape } = value;
  if (shape.kind !== 'text' || given === undefined) return null;
  if (shape.encoding === 'os') {
    throw new ConditionError(
      'Of a path Rust compares the components, which the kernel cannot; `==` is possible.',
      given,
    );
  }
  const literal = given.kind === 'literal' ? given.literal : null;
  const text =
    literal?.kind === 'text'
      ? literal.value
      : literal?.kind === 'char'
        ? String.fromCodePoint(literal.codePoint)
        : null;
  if (text === null) throw new ConditionError('A text is tested for a text that it begins with: `"al"`.', given);
  const bytes = new TextEncoder().encode(text);
  return all(compareLength(value, '>=', bytes.length, reads), beginsWith(value, shape.contents, bytes, reads, given));
}
