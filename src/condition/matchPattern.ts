/**
 * Compares a value with a pattern, or with a constant written as one: field by field and variant by variant, as
 * `#[derive(PartialEq)]` does. Names that the pattern gives are put into `bindings`.
 */

import type { Predicate } from '../model/predicate.ts';
import type { Shape, ShapeField } from '../model/shape.ts';
import type { Read } from '../model/read.ts';
import { compareScalar } from './compareScalar.ts';
import { ConditionError, type Span } from './conditionError.ts';
import { beginsWith, compareLength, placeOfContents } from './contents.ts';
import { asPattern } from './asPattern.ts';
import { mismatch } from './mismatch.ts';
import { within } from './place.ts';
import { all, ALWAYS, any, NEVER } from './predicates.ts';
import { unknownName } from './scope.ts';
import { settled } from './settled.ts';
import type { Expression, ExpressionOf, NamedPattern, Pattern } from './syntax.ts';
import { describe, fieldOf, unreadable, type Value } from './value.ts';
import { findVariant, variantName, variantNames } from './variants.ts';

type PatternOf<K extends Pattern['kind']> = Extract<Pattern, { kind: K }>;

export interface Matching {
  readonly reads: readonly Read[];
  readonly bindings: Map<string, Value>;
}

/** Holds where the value is there and the pattern fits it. Throws a ConditionError. */
export function matchPattern(value: Value, pattern: Pattern, matching: Matching): Predicate {
  if (pattern.kind === 'any') return ALWAYS;
  if (pattern.kind === 'or') return any(...pattern.patterns.map(part => matchWithoutNames(value, part, matching)));
  if (pattern.kind === 'name') return matchName(value, pattern, matching);
  const values = settled(value, matching.reads);
  // Of several values each has a guard of its own; a single one is there wherever its surroundings are.
  return any(
    ...values.map(value => all(values.length > 1 ? value.guard : ALWAYS, matchSettled(value, pattern, matching))),
  );
}

function matchWithoutNames(value: Value, pattern: Pattern, { reads }: Matching): Predicate {
  const bindings = new Map<string, Value>();
  const predicate = matchPattern(value, pattern, { reads, bindings });
  const [name] = bindings.keys();
  if (name === undefined) return predicate;
  throw new ConditionError(`Only outermost alternatives can give a name such as \`${name}\`.`, pattern);
}

/** A variant without fields where there is one of the name, else a name for the value. */
function matchName(value: Value, pattern: PatternOf<'name'>, matching: Matching): Predicate {
  const { name } = pattern;
  if (/^\p{Lu}/u.test(name)) {
    return matchPattern(
      value,
      { kind: 'constant', value: { ...pattern, kind: 'path', segments: [name] }, from: pattern.from, to: pattern.to },
      matching,
    );
  }
  matching.bindings.set(name, { ...value, name });
  return ALWAYS;
}

type Structured = Exclude<Pattern, { kind: 'any' | 'or' | 'name' }>;

function matchSettled(value: Value, pattern: Structured, matching: Matching): Predicate {
  const { shape } = value;
  if (shape.kind === 'unread') throw unreadable(value, shape.reason);
  switch (pattern.kind) {
    case 'constant':
      return matchConstant(value, pattern.value, matching);
    case 'range': {
      const start = pattern.start === null ? ALWAYS : compareBound(value, '>=', pattern.start, matching);
      const end =
        pattern.end === null ? ALWAYS : compareBound(value, pattern.isInclusive ? '<=' : '<', pattern.end, matching);
      return all(start, end);
    }
    case 'fields':
      return matchFields(value, pattern, matching);
    case 'array':
      return matchArray(value, pattern, matching);
  }
}

function compareBound(value: Value, comparison: '>=' | '<=' | '<', bound: Expression, { reads }: Matching): Predicate {
  const predicate = compareScalar(value, comparison, bound, reads, true);
  if (predicate === null) throw mismatch(value, bound);
  return predicate;
}

/** `==` with a constant. */
function matchConstant(value: Value, constant: Expression, matching: Matching): Predicate {
  const { shape } = value;
  const { reads } = matching;
  const scalar = compareScalar(value, '==', constant, reads);
  if (scalar !== null) return scalar;
  if (constant.kind === 'literal') return matchLiteral(value, constant, matching);
  if (constant.kind === 'path') return matchUnit(value, constant, matching);
  const pattern = asPattern(constant);
  if (pattern === null || (shape.kind === 'address' && pattern.kind === 'constant')) throw mismatch(value, constant);
  return matchPattern(value, pattern, matching);
}

function matchLiteral(value: Value, constant: ExpressionOf<'literal'>, { reads }: Matching): Predicate {
  const { shape } = value;
  const { literal } = constant;
  if (literal.kind === 'text' && shape.kind === 'text') {
    return isText(value, shape, new TextEncoder().encode(literal.value), constant, reads);
  }
  if (literal.kind === 'bytes' && shape.kind === 'list' && isByteList(shape)) {
    return isText(value, shape, Uint8Array.from(literal.value), constant, reads);
  }
  throw mismatch(value, constant);
}

function isByteList({ elements, stride }: Extract<Shape, { kind: 'list' }>): boolean {
  const [element] = elements;
  return stride === 1 && element?.kind === 'integer' && !element.isSigned;
}

function isText(
  value: Value,
  { contents }: Extract<Shape, { kind: 'text' | 'list' }>,
  bytes: Uint8Array,
  span: Span,
  reads: readonly Read[],
): Predicate {
  return all(compareLength(value, '==', bytes.length, reads), beginsWith(value, contents, bytes, reads, span));
}

/** `None`, `State::Open`, a struct without fields. */
function matchUnit(value: Value, constant: ExpressionOf<'path'>, { reads }: Matching): Predicate {
  const { shape } = value;
  const name = constant.segments.at(-1) ?? '';
  if (shape.kind === 'choice') {
    const variant = findVariant(value, shape, name, reads);
    if (variant === null) throw unknownVariant(value, name, constant);
    requireAllFields(variant.value, [], constant);
    return variant.test;
  }
  if (variantName(shape) !== name) throw mismatch(value, constant);
  requireAllFields(value, [], constant);
  return ALWAYS;
}

function unknownVariant(value: Value, name: string, span: Span): ConditionError {
  const known = value.shape.kind === 'choice' ? variantNames(value.shape) : [];
  return unknownName(name, span, known, { what: 'variant', where: `\`${value.name}\`` });
}

function matchFields(value: Value, pattern: PatternOf<'fields'>, matching: Matching): Predicate {
  const { shape } = value;
  const name = pattern.segments.at(-1) ?? '';
  if (shape.kind === 'choice' && name !== '') {
    const variant = findVariant(value, shape, name, matching.reads);
    if (variant === null) throw unknownVariant(value, name, pattern);
    return all(variant.test, matchFieldsOf(variant.value, pattern, matching));
  }
  if (shape.kind === 'fixed' ? shape.text !== '()' || name !== '' : !hasFields(shape) || shape.name !== name) {
    throw new ConditionError(
      `\`${value.name}\` is ${describe(value)}, this is ${name === '' ? 'a tuple' : `\`${name}\``}.`,
      pattern,
    );
  }
  return matchFieldsOf(value, pattern, matching);
}

function matchFieldsOf(value: Value, pattern: PatternOf<'fields'>, matching: Matching): Predicate {
  const predicates = pattern.fields.map(({ name, pattern }) => {
    const field = fieldsOf(value.shape).find(field => field.name === name.text);
    if (field === undefined) {
      const known = fieldsOf(value.shape).map(field => field.name);
      throw unknownName(name.text, name, known, { what: 'field', where: `\`${value.name}\`` });
    }
    return matchPattern({ ...fieldOf(value, field), span: name }, pattern, matching);
  });
  if (!pattern.isOpen) requireAllFields(value, pattern.fields, pattern);
  return all(...predicates);
}

function requireAllFields({ shape }: Value, given: readonly NamedPattern[], span: Span): void {
  const missing = fieldsOf(shape).find(field => !given.some(({ name }) => name.text === field.name));
  const isOpen = shape.kind === 'struct' && shape.isOpen === true;
  if (missing === undefined && !isOpen) return;
  const what = missing === undefined ? 'There are more fields' : `The field \`${missing.name}\` is missing`;
  throw new ConditionError(`${what}.`, span, 'In `matches!` the pattern may end with `..`.');
}

function hasFields(shape: Shape): shape is Extract<Shape, { kind: 'struct' | 'tuple' }> {
  return shape.kind === 'struct' || shape.kind === 'tuple';
}

function fieldsOf(shape: Shape): readonly ShapeField[] {
  return hasFields(shape) ? shape.fields : [];
}

function matchArray(value: Value, pattern: PatternOf<'array'>, matching: Matching): Predicate {
  const { shape } = value;
  const { elements } = pattern;
  if (shape.kind !== 'list') {
    throw new ConditionError(`\`${value.name}\` is ${describe(value)}, this is an array.`, pattern);
  }
  const hasLength = compareLength(value, '==', elements.length, matching.reads);
  // Without elements of this number nothing more is to be known.
  if (hasLength === NEVER) return NEVER;
  const place = placeOfContents(value, shape.contents, matching.reads);
  return all(
    hasLength,
    ...elements.map((element, index) => {
      const shapeAt = shape.elements[index];
      if (shapeAt === undefined) {
        throw new ConditionError(
          `Only the first ${shape.elements.length} elements of \`${value.name}\` are read.`,
          element,
          'A higher limit for the elements of a list reads more.',
        );
      }
      const name = `${value.name}[${index}]`;
      const at = within(place, index * shape.stride);
      return matchPattern({ ...value, name, typeName: null, place: at, shape: shapeAt }, element, matching);
    }),
  );
}
