/** What is compared with `==` as the pattern that fits the same values. */

import type { Expression, NamedPattern, Pattern } from './syntax.ts';

/** Null for an expression that is no tuple, array, struct or variant. */
export function asPattern(expression: Expression): Pattern | null {
  const { from, to } = expression;
  if (expression.kind === 'tuple') {
    return { kind: 'fields', segments: [], fields: positional(expression.elements), isOpen: false, from, to };
  }
  if (expression.kind === 'call') {
    const { segments, given } = expression;
    return { kind: 'fields', segments, fields: positional(given), isOpen: false, from, to };
  }
  if (expression.kind === 'struct') {
    const { segments } = expression;
    const fields = expression.fields.map(({ name, value }) => ({ name, pattern: constant(value) }));
    return { kind: 'fields', segments, fields, isOpen: false, from, to };
  }
  if (expression.kind !== 'array') return null;
  return { kind: 'array', elements: expression.elements.map(constant), from, to };
}

function positional(values: readonly Expression[]): readonly NamedPattern[] {
  return values.map((value, index) => ({
    name: { text: String(index), from: value.from, to: value.to },
    pattern: constant(value),
  }));
}

function constant(value: Expression): Pattern {
  return { kind: 'constant', value, from: value.from, to: value.to };
}
