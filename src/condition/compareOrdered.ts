/** `<` and its like: numbers, and options of them, of which `None` is the least. */

import type { Comparison, Predicate } from '../model/predicate.ts';
import type { Read } from '../model/read.ts';
import { compareScalar } from './compareScalar.ts';
import { ConditionError } from './conditionError.ts';
import { all, any, NEVER, ALWAYS } from './predicates.ts';
import { settled } from './settled.ts';
import type { Expression } from './syntax.ts';
import { fieldOf, type Value } from './value.ts';
import { findVariant, variantNames, type Choice } from './variants.ts';

export type Order = Exclude<Comparison, '==' | '!='>;

/** Null for a value that has no order here. Throws a ConditionError for a constant that does not fit the value. */
export function compareOrdered(
  value: Value,
  order: Order,
  constant: Expression,
  reads: readonly Read[],
): Predicate | null {
  const { shape } = value;
  if (shape.kind === 'choice') return compareOption(value, shape, order, constant, reads);
  if (shape.kind === 'text' && constant.kind === 'literal' && constant.literal.kind === 'text') {
    throw new ConditionError('The kernel cannot tell which of two texts is greater.', constant);
  }
  return compareScalar(value, order, constant, reads);
}

function compareOption(
  value: Value,
  choice: Choice,
  order: Order,
  constant: Expression,
  reads: readonly Read[],
): Predicate | null {
  const none = findVariant(value, choice, 'None', reads);
  const some = findVariant(value, choice, 'Some', reads);
  if (none === null || some === null || variantNames(choice).length !== 2) return null;
  if (constant.kind === 'path' && constant.segments.at(-1) === 'None') {
    return { '<': NEVER, '<=': none.test, '>': some.test, '>=': ALWAYS }[order];
  }
  const [held] = constant.kind === 'call' && constant.segments.at(-1) === 'Some' ? constant.given : [];
  const field = some.value.shape.kind === 'tuple' ? some.value.shape.fields[0] : undefined;
  if (held === undefined || field === undefined) return null;
  const inner = settled(fieldOf(some.value, field), reads).map(value => {
    const predicate = compareOrdered(value, order, held, reads);
    return predicate === null ? null : all(value.guard, predicate);
  });
  const predicates = inner.filter(predicate => predicate !== null);
  if (predicates.length < inner.length) return null;
  const isOrdered = all(some.test, any(...predicates));
  return order === '<' || order === '<=' ? any(none.test, isOrdered) : isOrdered;
}
