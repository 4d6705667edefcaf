/** Reads the patterns of `matches!` (The Rust Reference, "Patterns"). */

import { ConditionError } from './conditionError.ts';
import { readConstant } from './constantParser.ts';
import type { Expression, NamedPattern, Pattern } from './syntax.ts';
import type { TokenReader } from './tokenReader.ts';

export function readPattern(tokens: TokenReader): Pattern {
  return tokens.nested(() => {
    const { from } = tokens.peek();
    tokens.skip('|');
    const patterns = [readSinglePattern(tokens)];
    while (tokens.skip('|')) patterns.push(readSinglePattern(tokens));
    const [only] = patterns;
    return patterns.length === 1 && only !== undefined ? only : { kind: 'or', patterns, from, to: tokens.behind };
  });
}

function readSinglePattern(tokens: TokenReader): Pattern {
  while (tokens.skip('&') || tokens.skip('&&'));
  const token = tokens.peek();
  const { from } = token;
  if (tokens.skip('(')) return readTuplePattern(tokens, from);
  if (tokens.skip('[')) {
    const elements = tokens.list(']', () => readPattern(tokens));
    return { kind: 'array', elements, from, to: tokens.behind };
  }
  if (token.kind === 'name') return readNamePattern(tokens);
  return readConstantPattern(tokens, from);
}

function readTuplePattern(tokens: TokenReader, from: number): Pattern {
  const { fields, isOpen, endsWithComma } = readPositional(tokens);
  const [first] = fields;
  // Without a comma these are parentheses.
  if (first !== undefined && fields.length === 1 && !isOpen && !endsWithComma)
    return { ...first.pattern, from, to: tokens.behind };
  return { kind: 'fields', segments: [], fields, isOpen, from, to: tokens.behind };
}

function readNamePattern(tokens: TokenReader): Pattern {
  const { text, from, to } = tokens.expectName();
  if (text === '_') return { kind: 'any', from, to };
  // A reference is followed by itself, and nothing is changed.
  if ((text === 'ref' || text === 'mut') && tokens.peek().kind === 'name') return readNamePattern(tokens);
  const segments = [text];
  while (tokens.skip('::')) segments.push(tokens.expectName().text);
  if (tokens.isAt('@')) throw new ConditionError('`@` is not possible in a condition.', tokens.peek());
  if (tokens.skip('(')) {
    const { fields, isOpen } = readPositional(tokens);
    return { kind: 'fields', segments, fields, isOpen, from, to: tokens.behind };
  }
  if (tokens.skip('{')) return { kind: 'fields', segments, ...readNamedFields(tokens), from, to: tokens.behind };
  const path: Expression = { kind: 'path', segments, from, to: tokens.behind };
  if (tokens.isAt('..', '..=')) return readRange(tokens, path, from);
  return segments.length === 1
    ? { kind: 'name', name: text, from, to }
    : { kind: 'constant', value: path, from, to: path.to };
}

function readConstantPattern(tokens: TokenReader, from: number): Pattern {
  const start = tokens.isAt('..', '..=') ? null : readConstant(tokens);
  if (tokens.isAt('..', '..=')) return readRange(tokens, start, from);
  if (start === null) throw tokens.unexpected('a pattern');
  return { kind: 'constant', value: start, from, to: start.to };
}

function readRange(tokens: TokenReader, start: Expression | null, from: number): Pattern {
  const isInclusive = tokens.skip('..=');
  if (!isInclusive) tokens.expect('..');
  const next = tokens.peek();
  const hasEnd = next.kind === 'literal' || tokens.isAt('-') || (next.kind === 'name' && next.name !== 'if');
  if (!hasEnd && (isInclusive || start === null)) throw tokens.unexpected('the end of the range');
  const end = hasEnd ? readConstant(tokens) : null;
  return { kind: 'range', start, end, isInclusive, from, to: tokens.behind };
}

interface Fields {
  readonly fields: readonly NamedPattern[];
  readonly isOpen: boolean;
}

/** `a, b, ..` up to the parenthesis. */
function readPositional(tokens: TokenReader): Fields & { endsWithComma: boolean } {
  const fields: NamedPattern[] = [];
  let endsWithComma = false;
  while (!tokens.isAt(')')) {
    if (tokens.skip('..')) {
      if (!tokens.isAt(')')) throw tokens.unexpected('`)` behind `..`');
      tokens.take();
      return { fields, isOpen: true, endsWithComma };
    }
    const pattern = readPattern(tokens);
    fields.push({ name: { text: String(fields.length), from: pattern.from, to: pattern.to }, pattern });
    endsWithComma = tokens.skip(',');
    if (!endsWithComma) break;
  }
  tokens.expect(')');
  return { fields, isOpen: false, endsWithComma };
}

/** `x, y: 1, ..` up to the brace. */
function readNamedFields(tokens: TokenReader): Fields {
  const fields: NamedPattern[] = [];
  while (!tokens.isAt('}')) {
    if (tokens.skip('..')) {
      tokens.expect('}');
      return { fields, isOpen: true };
    }
    const name = tokens.expectName();
    const { from, to } = name;
    fields.push({
      name,
      pattern: tokens.skip(':') ? readPattern(tokens) : { kind: 'name', name: name.text, from, to },
    });
    if (!tokens.skip(',')) break;
  }
  tokens.expect('}');
  return { fields, isOpen: false };
}
