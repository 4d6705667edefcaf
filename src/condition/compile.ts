/**
 * Makes the kernel-side predicate of a condition for one probe: the names of the condition become the places that the
 * probe reads. The parser says what is understood, ../model/predicate.ts what the kernel can test.
 */

import type { Capture } from '../model/capture.ts';
import type { Comparison, Predicate } from '../model/predicate.ts';
import type { Read } from '../model/read.ts';
import { compareInteger } from './compareInteger.ts';
import { compareScalar } from './compareScalar.ts';
import { compareOrdered } from './compareOrdered.ts';
import { ConditionError } from './conditionError.ts';
import { isConstant } from './isConstant.ts';
import { matchPattern } from './matchPattern.ts';
import { mismatch } from './mismatch.ts';
import { parseCondition } from './parser.ts';
import { resolvePath, resolveSettled } from './paths.ts';
import { all, ALWAYS, any, mirrored, negated, NEVER } from './predicates.ts';
import type { Scope } from './scope.ts';
import type { Expression, ExpressionOf, Pattern } from './syntax.ts';
import { isTest, methodTest } from './methodTest.ts';
import { describe, limbsOf, unreadable, type Value } from './value.ts';

/** `reads` are those of the probe, which the captures name. Throws a ConditionError that points into the text. */
export function compileCondition(text: string, captures: readonly Capture[], reads: readonly Read[]): Predicate {
  return compileTest(parseCondition(text), true, { captures, reads, bindings: new Map() });
}

/** Holds where the expression is `wanted`. So negation is pushed down to the comparisons. */
function compileTest(expression: Expression, wanted: boolean, scope: Scope): Predicate {
  if (expression.kind === 'or' || expression.kind === 'and') {
    const join = (expression.kind === 'or') === wanted ? any : all;
    return join(compileTest(expression.left, wanted, scope), compileTest(expression.right, wanted, scope));
  }
  if (expression.kind === 'not') return compileTest(expression.of, !wanted, scope);
  if (expression.kind === 'compare') return compileComparison(expression, wanted, scope);
  if (expression.kind === 'matches') return compileMatches(expression, wanted, scope);
  if (expression.kind === 'literal' && expression.literal.kind === 'bool') {
    return expression.literal.value === wanted ? ALWAYS : NEVER;
  }
  if (expression.kind === 'method' && isTest(expression.name.text)) {
    return testEach(resolveSettled(expression.of, scope), wanted, value => methodTest(value, expression, scope.reads));
  }
  if (isConstant(expression, scope)) throw new ConditionError('This is neither true nor false.', expression);
  return testEach(resolveSettled(expression, scope), wanted, value => isTrue(value, scope));
}

function isTrue(value: Value, { reads }: Scope): Predicate {
  const { name, shape, span } = value;
  if (shape.kind === 'unread') throw unreadable(value, shape.reason);
  if (shape.kind === 'bool') return compareInteger(limbsOf(value, 0, 1, reads), false, '==', 1n);
  throw new ConditionError(`\`${name}\` is ${describe(value)}, neither true nor false.`, span);
}

/** Where a value is not there, the test of it neither holds nor fails. */
function testEach(values: readonly Value[], wanted: boolean, test: (value: Value) => Predicate): Predicate {
  return any(...values.map(value => all(value.guard, wanted ? test(value) : negated(test(value)))));
}

function compileComparison(expression: ExpressionOf<'compare'>, wanted: boolean, scope: Scope): Predicate {
  const { left, right, comparison } = expression;
  const isLeftConstant = isConstant(left, scope);
  const isRightConstant = isConstant(right, scope);
  if (isLeftConstant && isRightConstant) {
    throw new ConditionError('Both sides are constants; one has to be a value of the call.', expression);
  }
  if (isRightConstant) return compareWith(left, comparison, right, wanted, scope);
  if (isLeftConstant) return compareWith(right, mirrored(comparison), left, wanted, scope);
  // An unknown name is told first.
  resolvePath(left, scope);
  resolvePath(right, scope);
  throw new ConditionError(
    'The kernel cannot compare two values of a call; one side has to be a constant.',
    expression,
  );
}

function compareWith(
  subject: Expression,
  comparison: Comparison,
  constant: Expression,
  wanted: boolean,
  scope: Scope,
): Predicate {
  const isEquality = comparison === '==' || comparison === '!=';
  if (isEquality && constant.kind === 'literal' && constant.literal.kind === 'bool' && isTestExpression(subject)) {
    return compileTest(subject, (constant.literal.value === (comparison === '==')) === wanted, scope);
  }
  const { reads } = scope;
  const isConstantOf = (value: Value): Predicate => {
    const pattern: Pattern = { kind: 'constant', value: constant, from: constant.from, to: constant.to };
    return matchPattern(value, pattern, { reads, bindings: new Map() });
  };
  return testEach(resolveSettled(subject, scope), wanted, value => {
    if (comparison === '==') return isConstantOf(value);
    if (comparison === '!=') return compareScalar(value, '!=', constant, reads) ?? negated(isConstantOf(value));
    const predicate = compareOrdered(value, comparison, constant, reads);
    if (predicate === null) throw mismatch(value, constant);
    return predicate;
  });
}

function isTestExpression(expression: Expression): boolean {
  if (expression.kind === 'method') return isTest(expression.name.text);
  return ['or', 'and', 'not', 'compare', 'matches'].includes(expression.kind);
}

function compileMatches(expression: ExpressionOf<'matches'>, wanted: boolean, scope: Scope): Predicate {
  const { of, pattern, guard } = expression;
  const alternatives = pattern.kind === 'or' ? pattern.patterns : [pattern];
  const { reads } = scope;
  const values = resolvePath(of, scope);
  return any(
    ...values.map(value => {
      const tests = alternatives.map(alternative => {
        const bindings = new Map<string, Value>();
        const fits = matchPattern(value, alternative, { reads, bindings });
        if (guard === null) return wanted ? fits : negated(fits);
        const inner = { ...scope, bindings: new Map([...scope.bindings, ...bindings]) };
        const passes = compileTest(guard, wanted, inner);
        return wanted ? all(fits, passes) : any(negated(fits), passes);
      });
      return all(value.guard, wanted ? any(...tests) : all(...tests));
    }),
  );
}
