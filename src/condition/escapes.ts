/** Characters between quotes, with Rust's escapes (The Rust Reference, "Tokens"). */

import { ConditionError } from './conditionError.ts';

export interface QuotedUnit {
  /** A code point, or a byte in a byte literal. Null for a line break that `\` takes out of a text. */
  readonly value: number | null;
  /** UTF-16 units that it takes in the text. */
  readonly length: number;
}

const SIMPLE: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, '\\': 92, '0': 0, "'": 39, '"': 34 };

/** The character at `at`, which is not the closing quote. */
export function readQuotedUnit(text: string, at: number, isBytes: boolean): QuotedUnit {
  if (text[at] === '\\') return readEscape(text, at, isBytes);
  const value = text.codePointAt(at) ?? 0;
  const length = value > 0xffff ? 2 : 1;
  if (isBytes && value > 0x7f) {
    throw new ConditionError('A byte literal holds ASCII only; write `\\x…`.', { from: at, to: at + length });
  }
  return { value, length };
}

function readEscape(text: string, at: number, isBytes: boolean): QuotedUnit {
  const letter = text[at + 1] ?? '';
  const simple = SIMPLE[letter];
  if (simple !== undefined) return { value: simple, length: 2 };
  const rest = text.slice(at);
  const lineBreak = /^\\\n\s*/.exec(rest);
  if (lineBreak !== null) return { value: null, length: lineBreak[0].length };
  const hexadecimal = /^\\x([0-9a-fA-F]{2})/.exec(rest);
  if (hexadecimal !== null) {
    const value = parseInt(hexadecimal[1] ?? '', 16);
    if (value > 0x7f && !isBytes) {
      throw new ConditionError('`\\x` reaches to 7f outside of byte literals; write `\\u{…}`.', {
        from: at,
        to: at + 4,
      });
    }
    return { value, length: 4 };
  }
  const unicode = /^\\u\{([0-9a-fA-F_]{1,12})\}/.exec(rest);
  if (unicode !== null && !isBytes) {
    const value = parseInt((unicode[1] ?? '').replaceAll('_', ''), 16);
    const span = { from: at, to: at + unicode[0].length };
    if (!(value <= 0x10ffff) || (value >= 0xd800 && value <= 0xdfff)) {
      throw new ConditionError('This is not a Unicode scalar value.', span);
    }
    return { value, length: unicode[0].length };
  }
  throw new ConditionError('Rust does not know this escape.', { from: at, to: Math.min(at + 2, text.length) });
}
