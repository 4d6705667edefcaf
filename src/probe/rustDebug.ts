/**
 * Text and characters as Rust's `{:?}` prints them.
 * Follows library/core: `impl Debug for str`, `impl Debug for char`, `char::escape_debug_ext`;
 * for C strings `impl Debug for ByteStr`, `ascii::escape_default`.
 */

/** `"…"` with `"` escaped and `'` not. */
export function debugText(text: string): string {
  return `"${escapedText(text)}"`;
}

/** What stands between the quotes of a text. */
export function escapedText(text: string): string {
  return text.replace(MAY_NEED_ESCAPE, character => escapeCharacter(character, '"'));
}

/** What stands between the quotes of a C string. */
export function escapedCText(text: string): string {
  return text.replace(MAY_NEED_ESCAPE_IN_C, character => {
    const code = character.charCodeAt(0);
    if (character === "'") return "\\'";
    if (SIMPLE_ESCAPES[character] === undefined && (code < 0x20 || code === 0x7f)) return `\\x${hexByte(code)}`;
    return escapeCharacter(character, '"');
  });
}

/** Two digits in lower case. */
export function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** `'…'` with `'` escaped and `"` not. */
export function debugChar(character: string): string {
  return `'${escapeCharacter(character, "'")}'`;
}

/** All but the characters of ASCII that stand for themselves. */
const MAY_NEED_ESCAPE = /["\\]|[^ -~]/gu;
const MAY_NEED_ESCAPE_IN_C = /["'\\]|[^ -~]/gu;

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\t': '\\t',
  '\r': '\\r',
  '\n': '\\n',
  '\\': '\\\\',
};

/** Rust's `is_printable` is "not other and not separator, but the blank"; the Unicode version is Node's. */
const UNPRINTABLE = /^[\p{C}\p{Z}\p{Grapheme_Extend}]$/u;

function escapeCharacter(character: string, quote: '"' | "'"): string {
  if (character === quote) return `\\${quote}`;
  const simple = SIMPLE_ESCAPES[character];
  if (simple !== undefined) return simple;
  if (character !== ' ' && UNPRINTABLE.test(character)) {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  }
  return character;
}
