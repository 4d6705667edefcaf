/**
 * Text of programs, binaries and tools made safe to show on one line: whatever could break the line, move the cursor,
 * colour a terminal or turn the reading direction is written as an escape.
 */

// Control characters, format characters (bidirectional overrides, zero-width), line and paragraph separators, lone surrogates.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** `text` with every such character as `\n`, `\t` or `\u{1b}`. */
export function oneLine(text: string): string {
  return text.replace(UNSAFE, character => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** `text` in at most `length` UTF-16 units; a cut text ends in `…` and no character is cut in two. */
export function cutTo(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, Math.max(0, length - 1));
  return `${/[\ud800-\udbff]$/u.test(cut) ? cut.slice(0, -1) : cut}…`;
}
