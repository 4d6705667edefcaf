/** Follows a path such as `self.orders[0].lines.len()` to the value that it names. */

import { ConditionError } from './conditionError.ts';
import { compareLength, lengthOf, placeOfContents } from './contents.ts';
import { integerConstant } from './numberConstants.ts';
import { within } from './place.ts';
import { all } from './predicates.ts';
import { namedValue, unknownName, type Scope } from './scope.ts';
import { settled } from './settled.ts';
import type { Expression, ExpressionOf, Name } from './syntax.ts';
import { describe, fieldOf, unreadable, type Value } from './value.ts';

/** Methods that give the value itself in another type. */
const TRANSPARENT = ['as_str', 'as_ref', 'as_deref', 'as_slice', 'as_path', 'clone'];

/** Methods that a condition can test; here to tell those that it does not know. */
const TESTS = ['is_some', 'is_none', 'is_ok', 'is_err', 'is_empty', 'is_nan', 'is_null', 'starts_with'];

/** The values that the expression may name, each with its guard. Throws a ConditionError. */
export function resolvePath(expression: Expression, scope: Scope): readonly Value[] {
  if (expression.kind === 'path' && expression.segments.length === 1) {
    return [namedValue(expression.segments[0] ?? '', expression, scope)];
  }
  if (expression.kind === 'field') {
    return resolveSettled(expression.of, scope).map(value => namedField(value, expression.name, expression));
  }
  if (expression.kind === 'index') {
    return resolveSettled(expression.of, scope).map(value => elementAt(value, expression, scope));
  }
  if (expression.kind === 'method') return resolveMethod(expression, scope);
  if (expression.kind === 'calculate' || expression.kind === 'negative') {
    throw new ConditionError('The kernel compares values as they are; it cannot calculate with them.', expression);
  }
  throw new ConditionError('Here a value of the call is missing, such as an argument or its field.', expression);
}

/** The same behind references and boxes. */
export function resolveSettled(expression: Expression, scope: Scope): readonly Value[] {
  return resolvePath(expression, scope)
    .flatMap(value => settled(value, scope.reads))
    .map(value => ({ ...value, span: expression }));
}

function namedField(value: Value, name: Name, span: Expression): Value {
  const { shape } = value;
  if (shape.kind === 'unread') throw unreadable(value, shape.reason);
  if (shape.kind === 'struct' || shape.kind === 'tuple') {
    const field = shape.fields.find(field => field.name === name.text);
    if (field !== undefined) return { ...fieldOf(value, field), span };
    const known = shape.fields.map(field => field.name);
    throw unknownName(name.text, name, known, { what: 'field', where: `\`${value.name}\`` });
  }
  if (shape.kind !== 'choice') {
    throw new ConditionError(`\`${value.name}\` is ${describe(value)}; it has no field \`${name.text}\`.`, name);
  }
  throw new ConditionError(
    `\`${value.name}\` is an enum; its fields depend on its variant.`,
    name,
    `\`matches!(${value.name}, Variant { field, .. } if field > 5)\` tests both.`,
  );
}

function elementAt(value: Value, { index, from, to }: ExpressionOf<'index'>, { reads }: Scope): Value {
  const { shape } = value;
  if (shape.kind === 'unread') throw unreadable(value, shape.reason);
  if (shape.kind !== 'list') {
    throw new ConditionError(`\`${value.name}\` is ${describe(value)}, not a list.`, { from, to });
  }
  const number = integerConstant(index, { bytes: 8, isSigned: false });
  if (number === null || number < 0n) throw new ConditionError('An index is a number that is not negative.', index);
  const element = shape.elements[Number(number)];
  if (element === undefined) {
    throw new ConditionError(
      `Only the first ${shape.elements.length} elements of \`${value.name}\` are read.`,
      index,
      'A higher limit for the elements of a list reads more.',
    );
  }
  return {
    name: `${value.name}[${number}]`,
    span: { from, to },
    typeName: null,
    place: within(placeOfContents(value, shape.contents, reads), Number(number) * shape.stride),
    shape: element,
    guard: all(value.guard, compareLength(value, '>', Number(number), reads)),
  };
}

function resolveMethod(expression: ExpressionOf<'method'>, scope: Scope): readonly Value[] {
  const { of, name, given } = expression;
  const [argument] = given;
  const isValueMethod = name.text === 'len' || name.text === 'as_secs' || TRANSPARENT.includes(name.text);
  if (isValueMethod && argument !== undefined) {
    throw new ConditionError(`\`${name.text}\` takes no argument.`, argument);
  }
  if (TRANSPARENT.includes(name.text)) return resolvePath(of, scope);
  const values = resolveSettled(of, scope);
  if (name.text === 'len') return values.map(value => ({ ...lengthAt(value, name), span: expression }));
  if (name.text === 'as_secs') return values.map(value => ({ ...secondsAt(value, name), span: expression }));
  if (TESTS.includes(name.text)) {
    throw new ConditionError(`\`${name.text}()\` is true or false; it is not compared.`, expression);
  }
  throw unknownMethod(name);
}

function unknownMethod(name: Name): ConditionError {
  if (['ends_with', 'contains', 'eq_ignore_ascii_case'].includes(name.text)) {
    return new ConditionError(
      `The kernel cannot test \`${name.text}\`.`,
      name,
      'It compares texts whole, or from their beginning with `starts_with`.',
    );
  }
  return unknownName(name.text, name, ['len', 'as_secs', ...TESTS], { what: 'method', where: 'conditions' });
}

function lengthAt(value: Value, name: Name): Value {
  const { shape } = value;
  if (shape.kind === 'unread') throw unreadable(value, shape.reason);
  const length = lengthOf(value);
  if (length === null) throw new ConditionError(`\`${value.name}\` is ${describe(value)}; it has no length.`, name);
  return length;
}

function secondsAt(value: Value, name: Name): Value {
  const { shape } = value;
  if (shape.kind === 'unread') throw unreadable(value, shape.reason);
  if (shape.kind !== 'duration') {
    throw new ConditionError(`\`${value.name}\` is ${describe(value)}, not a \`Duration\`.`, name);
  }
  return {
    ...value,
    name: `${value.name}.as_secs()`,
    typeName: null,
    place: within(value.place, shape.secondsOffset),
    shape: { kind: 'integer', bytes: 8, isSigned: false },
  };
}
