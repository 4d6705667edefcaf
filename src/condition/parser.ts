/**
 * Reads a condition: the expressions of Rust that compare values of a call with constants, with Rust's precedence
 * (The Rust Reference, "Expression precedence"). What the names mean is left to the compiler.
 */

import type { Comparison } from '../model/predicate.ts';
import { ConditionError } from './conditionError.ts';
import { readPattern } from './patternParser.ts';
import type { Calculation, Expression, NamedExpression, Pattern } from './syntax.ts';
import { TokenReader } from './tokenReader.ts';

/** UTF-16 units; what is longer was not written by hand. */
const LENGTH_LIMIT = 4096;

const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='] as const satisfies readonly Comparison[];

/** Binds tightest first. */
const CALCULATIONS: readonly (readonly Calculation[])[] = [
  ['*', '/', '%'],
  ['+', '-'],
  ['<<', '>>'],
  ['&'],
  ['^'],
  ['|'],
];

/** Throws a ConditionError that points at what is not understood. */
export function parseCondition(text: string): Expression {
  if (text.length > LENGTH_LIMIT) {
    throw new ConditionError(`A condition has at most ${LENGTH_LIMIT} characters.`, {
      from: LENGTH_LIMIT,
      to: text.length,
    });
  }
  const tokens = new TokenReader(text);
  const expression = readExpression(tokens);
  if (tokens.isAt('=')) throw new ConditionError('`=` assigns; `==` compares.', tokens.peek());
  if (tokens.peek().kind !== 'end') throw tokens.unexpected('`&&` or `||`');
  return expression;
}

function readExpression(tokens: TokenReader): Expression {
  return tokens.nested(() => readOr(tokens));
}

function readOr(tokens: TokenReader): Expression {
  let left = readAnd(tokens);
  while (tokens.skip('||')) {
    const right = readAnd(tokens);
    left = { kind: 'or', left, right, from: left.from, to: right.to };
  }
  return left;
}

function readAnd(tokens: TokenReader): Expression {
  let left = readComparison(tokens);
  while (tokens.skip('&&')) {
    const right = readComparison(tokens);
    left = { kind: 'and', left, right, from: left.from, to: right.to };
  }
  return left;
}

function readComparison(tokens: TokenReader): Expression {
  const left = readCalculation(tokens);
  const comparison = takeOneOf(tokens, COMPARISONS);
  if (comparison === null) return left;
  const right = readCalculation(tokens);
  if (tokens.isAt(...COMPARISONS)) {
    throw new ConditionError('Comparisons cannot follow one another; join two with `&&`.', tokens.peek());
  }
  return { kind: 'compare', comparison, left, right, from: left.from, to: right.to };
}

/** Sums, products, shifts; `level` counts from those that bind loosest. */
function readCalculation(tokens: TokenReader, level = CALCULATIONS.length - 1): Expression {
  const calculations = CALCULATIONS[level];
  if (calculations === undefined) return readPrefixed(tokens);
  let left = readCalculation(tokens, level - 1);
  for (;;) {
    const calculation = takeOneOf(tokens, calculations);
    if (calculation === null) return left;
    const right = readCalculation(tokens, level - 1);
    left = { kind: 'calculate', calculation, left, right, from: left.from, to: right.to };
  }
}

function takeOneOf<T extends string>(tokens: TokenReader, symbols: readonly T[]): T | null {
  return symbols.find(symbol => tokens.skip(symbol)) ?? null;
}

function readPrefixed(tokens: TokenReader): Expression {
  const { from } = tokens.peek();
  const prefix = takeOneOf(tokens, ['!', '-', '&&', '&', '*']);
  if (prefix === null) return readPostfixed(tokens);
  if (prefix.startsWith('&')) skipMut(tokens);
  const of = tokens.nested(() => readPrefixed(tokens));
  if (prefix === '!') return { kind: 'not', of, from, to: of.to };
  if (prefix === '-') return { kind: 'negative', of, from, to: of.to };
  return { ...of, from };
}

function skipMut(tokens: TokenReader): void {
  const token = tokens.peek();
  if (token.kind === 'name' && token.name === 'mut') tokens.take();
}

function readPostfixed(tokens: TokenReader): Expression {
  let of = readPrimary(tokens);
  for (;;) {
    if (tokens.skip('.')) of = readMember(tokens, of);
    else if (tokens.skip('[')) {
      const index = readExpression(tokens);
      of = { kind: 'index', of, index, from: of.from, to: tokens.expect(']').to };
    } else return of;
  }
}

/** What stands behind a dot. */
function readMember(tokens: TokenReader, of: Expression): Expression {
  const token = tokens.peek();
  const { from } = of;
  if (token.kind === 'literal' && token.literal.kind === 'integer') {
    tokens.take();
    const name = { text: String(token.literal.value), from: token.from, to: token.to };
    return { kind: 'field', of, name, from, to: token.to };
  }
  const name = tokens.expectName();
  if (!tokens.skip('(')) return { kind: 'field', of, name, from, to: name.to };
  const variant = VARIANT_OF_TEST[name.text];
  if (variant !== undefined) {
    const { parameter, guard } = readClosure(tokens);
    const field = { name: { text: '0', from: parameter.from, to: parameter.to }, pattern: parameter };
    const pattern: Pattern = {
      kind: 'fields',
      segments: [variant],
      fields: [field],
      isOpen: false,
      from: name.from,
      to: name.to,
    };
    return { kind: 'matches', of, pattern, guard, from, to: tokens.expect(')').to };
  }
  const given = tokens.list(')', () => readExpression(tokens));
  return { kind: 'method', of, name, given, from, to: tokens.behind };
}

const VARIANT_OF_TEST: Readonly<Record<string, string>> = { is_some_and: 'Some', is_ok_and: 'Ok', is_err_and: 'Err' };

/** `|x| x > 5`. */
function readClosure(tokens: TokenReader): { parameter: Pattern; guard: Expression } {
  tokens.expect('|');
  while (tokens.skip('&') || tokens.skip('*'));
  const name = tokens.expectName();
  tokens.expect('|');
  const parameter: Pattern =
    name.text === '_'
      ? { kind: 'any', from: name.from, to: name.to }
      : { kind: 'name', name: name.text, from: name.from, to: name.to };
  return { parameter, guard: readExpression(tokens) };
}

function readPrimary(tokens: TokenReader): Expression {
  const token = tokens.peek();
  const { from, to } = token;
  if (token.kind === 'literal') {
    tokens.take();
    return { kind: 'literal', literal: token.literal, from, to };
  }
  if (token.kind === 'name') return readNamed(tokens);
  if (tokens.skip('(')) return readParenthesised(tokens, from);
  if (tokens.skip('[')) {
    const elements = tokens.list(']', () => readExpression(tokens));
    return { kind: 'array', elements, from, to: tokens.behind };
  }
  throw tokens.unexpected('a value');
}

function readParenthesised(tokens: TokenReader, from: number): Expression {
  if (tokens.skip(')')) return { kind: 'tuple', elements: [], from, to: tokens.behind };
  const first = readExpression(tokens);
  if (tokens.skip(')')) return { ...first, from, to: tokens.behind };
  tokens.expect(',');
  const others = tokens.list(')', () => readExpression(tokens));
  return { kind: 'tuple', elements: [first, ...others], from, to: tokens.behind };
}

function readNamed(tokens: TokenReader): Expression {
  const { from, text } = tokens.expectName();
  if (text === 'matches' && tokens.skip('!')) return readMatches(tokens, from);
  if (text === 'if' || text === 'match' || text === 'let') {
    throw new ConditionError(`\`${text}\` is not possible in a condition; \`matches!\` compares with a pattern.`, {
      from,
      to: tokens.behind,
    });
  }
  const segments = [text];
  while (tokens.skip('::')) segments.push(tokens.expectName().text);
  if (tokens.skip('(')) {
    const given = tokens.list(')', () => readExpression(tokens));
    return { kind: 'call', segments, given, from, to: tokens.behind };
  }
  if (tokens.skip('{')) {
    const fields = tokens.list('}', () => readNamedExpression(tokens));
    return { kind: 'struct', segments, fields, from, to: tokens.behind };
  }
  return { kind: 'path', segments, from, to: tokens.behind };
}

function readNamedExpression(tokens: TokenReader): NamedExpression {
  const name = tokens.expectName();
  tokens.expect(':');
  return { name, value: readExpression(tokens) };
}

function readMatches(tokens: TokenReader, from: number): Expression {
  tokens.expect('(');
  const of = readExpression(tokens);
  tokens.expect(',');
  const pattern = readPattern(tokens);
  const next = tokens.peek();
  let guard: Expression | null = null;
  if (next.kind === 'name' && next.name === 'if') {
    tokens.take();
    guard = readExpression(tokens);
  }
  tokens.skip(',');
  return { kind: 'matches', of, pattern, guard, from, to: tokens.expect(')').to };
}
