/** Tells the constants of a condition from the values of the call. */

import { isKnown, type Scope } from './scope.ts';
import type { Expression } from './syntax.ts';

export function isConstant(expression: Expression, scope: Scope): boolean {
  if (expression.kind === 'negative') return isConstant(expression.of, scope);
  if (expression.kind === 'calculate') return isConstant(expression.left, scope) && isConstant(expression.right, scope);
  if (expression.kind === 'tuple' || expression.kind === 'array') {
    return expression.elements.every(element => isConstant(element, scope));
  }
  if (expression.kind === 'path') {
    // As Rust writes them: variants begin with a capital letter, arguments with a small one.
    const [name = '', second] = expression.segments;
    return second !== undefined || (/^\p{Lu}/u.test(name) && !isKnown(name, scope));
  }
  return expression.kind === 'literal' || expression.kind === 'call' || expression.kind === 'struct';
}
