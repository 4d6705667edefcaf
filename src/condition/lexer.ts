/** Splits the text of a condition into tokens. */

import { ConditionError } from './conditionError.ts';
import { readNumber, readQuoted } from './literals.ts';
import { SYMBOLS, type Token } from './token.ts';

/** The tokens in the order of the text; the last is the end. Throws a ConditionError. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
    if (at >= text.length) return [...tokens, { kind: 'end', from: at, to: at }];
    const previous = tokens.at(-1);
    const token = tokenAt(text, at, previous?.kind === 'symbol' && previous.symbol === '.');
    tokens.push(token);
    at = token.to;
  }
}

function tokenAt(text: string, from: number, isBehindDot: boolean): Token {
  if (/[0-9]/.test(text.charAt(from))) {
    const { literal, to } = readNumber(text, from, isBehindDot);
    return { kind: 'literal', literal, from, to };
  }
  const quoted = readQuoted(text, from);
  if (quoted !== null) return { kind: 'literal', literal: quoted.literal, from, to: quoted.to };
  const word = /^(?:r#)?([\p{XID_Start}_]\p{XID_Continue}*)/u.exec(text.slice(from));
  if (word !== null) return wordToken(word[1] ?? '', { from, to: from + word[0].length });
  const symbol = SYMBOLS.find(symbol => text.startsWith(symbol, from));
  if (symbol !== undefined) return { kind: 'symbol', symbol, from, to: from + symbol.length };
  const length = (text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
  throw new ConditionError('This character means nothing in a condition.', { from, to: from + length });
}

function wordToken(name: string, span: { from: number; to: number }): Token {
  if (name === 'true' || name === 'false') {
    return { kind: 'literal', literal: { kind: 'bool', value: name === 'true' }, ...span };
  }
  return { kind: 'name', name, ...span };
}
