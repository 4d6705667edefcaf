/** Reads what may stand in a pattern as a number, a text or a bound: a literal, also with `-`, or a path. */

import type { Expression } from './syntax.ts';
import type { TokenReader } from './tokenReader.ts';

export function readConstant(tokens: TokenReader): Expression {
  const token = tokens.peek();
  const { from, to } = token;
  if (tokens.skip('-')) {
    const of = readConstant(tokens);
    return { kind: 'negative', of, from, to: of.to };
  }
  if (token.kind === 'literal') {
    tokens.take();
    return { kind: 'literal', literal: token.literal, from, to };
  }
  if (token.kind !== 'name') throw tokens.unexpected('a pattern');
  const segments = [tokens.expectName().text];
  while (tokens.skip('::')) segments.push(tokens.expectName().text);
  return { kind: 'path', segments, from, to: tokens.behind };
}
