/** Reads Rust's literals (The Rust Reference, "Tokens"). */

import { ConditionError } from './conditionError.ts';
import { readQuotedUnit } from './escapes.ts';
import type { Literal } from './token.ts';

export interface LiteralAt {
  readonly literal: Literal;
  readonly to: number;
}

const INTEGER_SUFFIX = /^[ui](?:8|16|32|64|128|size)$/;
const FLOAT_SUFFIX = /^f(?:32|64)$/;

/** The number at `from`, which begins with a digit. Behind a `.` only digits are read: the `0` of `pair.0.1`. */
export function readNumber(text: string, from: number, isBehindDot: boolean): LiteralAt {
  const rest = text.slice(from);
  const match = isBehindDot
    ? /^()(\d+)()/.exec(rest)
    : (/^(0[xob])([0-9a-fA-F_]*)()/.exec(rest) ?? /^()([0-9][0-9_]*)(\.(?![.\p{XID_Start}_])[0-9_]*)?/u.exec(rest));
  const [whole = '', prefix = '', digits = '', fraction = ''] = match ?? [];
  // `_` belongs to the digits, and 1e5 has an exponent; in 0x1e5 `e` is a digit.
  const exponent =
    prefix === '' && !isBehindDot ? (/^[eE][+-]?_*[0-9][0-9_]*/.exec(rest.slice(whole.length))?.[0] ?? '') : '';
  const numberTo = from + whole.length + exponent.length;
  // Hexadecimal digits swallow no suffix: none begins with one of them but `f32`, which is no suffix there.
  const suffix = isBehindDot ? '' : (/^[\p{XID_Start}_][\p{XID_Continue}]*/u.exec(text.slice(numberTo))?.[0] ?? '');
  const to = numberTo + suffix.length;
  const isFloat = fraction !== '' || exponent !== '' || (prefix === '' && FLOAT_SUFFIX.test(suffix));
  if (suffix !== '' && !(isFloat ? FLOAT_SUFFIX : INTEGER_SUFFIX).test(suffix)) {
    throw new ConditionError(`\`${suffix}\` is not the suffix of a number.`, { from: numberTo, to });
  }
  const plain = (digits + fraction + exponent).replaceAll('_', '');
  if (isFloat) return { literal: { kind: 'float', digits: plain, suffix: suffix || null }, to };
  const value = wholeNumber(prefix + plain);
  if (value === null) throw new ConditionError('This is not a number in Rust.', { from, to });
  return { literal: { kind: 'integer', value, suffix: suffix || null }, to };
}

function wholeNumber(digits: string): bigint | null {
  if (!/^(?:0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+|[0-9]+)$/.test(digits)) return null;
  return BigInt(digits);
}

/** The literal in quotes at `from`, with its prefix: `'c'`, `b'c'`, `"text"`, `b"bytes"`, `r#"raw"#`. Null for another word. */
export function readQuoted(text: string, from: number): LiteralAt | null {
  const start = /^(?:(b?r)(#*)"|(b?)(["']))/.exec(text.slice(from));
  if (start === null) return null;
  const [whole, rawPrefix, hashes = '', bytePrefix, quote] = start;
  const at = from + whole.length;
  if (rawPrefix !== undefined) return readRaw(text, from, at, `"${hashes}`, rawPrefix === 'br');
  const isBytes = bytePrefix === 'b';
  return quote === "'" ? readChar(text, from, at, isBytes) : readText(text, from, at, isBytes);
}

function readChar(text: string, from: number, at: number, isBytes: boolean): LiteralAt {
  if (at >= text.length) throw new ConditionError("The closing `'` is missing.", { from, to: text.length });
  if (text[at] === "'") throw new ConditionError('A character is missing between the quotes.', { from, to: at + 1 });
  const { value, length } = readQuotedUnit(text, at, isBytes);
  const to = at + length + 1;
  if (text[to - 1] !== "'" || value === null) {
    throw new ConditionError('Between single quotes stands one character; a text stands in double quotes.', {
      from,
      to: at + length,
    });
  }
  const literal: Literal = isBytes
    ? { kind: 'integer', value: BigInt(value), suffix: 'u8' }
    : { kind: 'char', codePoint: value };
  return { literal, to };
}

function readText(text: string, from: number, start: number, isBytes: boolean): LiteralAt {
  const values: number[] = [];
  for (let at = start; at < text.length;) {
    if (text[at] === '"') return { literal: quotedLiteral(values, isBytes), to: at + 1 };
    const { value, length } = readQuotedUnit(text, at, isBytes);
    if (value !== null) values.push(value);
    at += length;
  }
  throw new ConditionError('The closing `"` is missing.', { from, to: text.length });
}

function readRaw(text: string, from: number, start: number, end: string, isBytes: boolean): LiteralAt {
  const to = text.indexOf(end, start);
  if (to === -1) throw new ConditionError(`The closing \`${end}\` is missing.`, { from, to: text.length });
  const values = Array.from(text.slice(start, to), character => character.codePointAt(0) ?? 0);
  if (isBytes && values.some(value => value > 0x7f)) {
    throw new ConditionError('A byte literal holds ASCII only; write `\\x…`.', { from, to: to + end.length });
  }
  return { literal: quotedLiteral(values, isBytes), to: to + end.length };
}

function quotedLiteral(values: readonly number[], isBytes: boolean): Literal {
  return isBytes ? { kind: 'bytes', value: values } : { kind: 'text', value: String.fromCodePoint(...values) };
}
