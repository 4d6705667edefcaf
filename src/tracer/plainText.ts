/** Text of other programs made fit for a terminal and a log: one line, no control characters, bounded. */

/** Longer text is cut, and ends in `…`. */
const LONGEST = 2000;

/** Control characters (C0, DEL, C1) and the bidirectional ones become `\x1b` or `\u{202e}`. */
export function plainText(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return cut.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, character => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}
