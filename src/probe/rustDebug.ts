/**
 * Text and characters as Rust's `{:?}` prints them.
 * Follows library/core: `impl Debug for str`, `impl Debug for char`, `char::escape_debug_ext`.
 */

/** `"…"` with `"` escaped and `'` not. */
export function debugText(text: string): string {
  return `"${Array.from(text, character => escapeCharacter(character, '"')).join('')}"`;
}

/** `'…'` with `'` escaped and `"` not. */
export function debugChar(character: string): string {
  return `'${escapeCharacter(character, "'")}'`;
}

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
