/**
 * A value that `{:?}` printed on one line, over several lines as `{:#?}` would: each structure and list that is longer
 * than a line has its members below each other. Nothing but blanks and line ends changes. Pure.
 */

const INDENT = '    ';
const OPENING = '([{';
const CLOSING = ')]}';

/** `text` in lines of `width` characters or so; one that fits stays as it is. */
export function prettyLines(text: string, width: number): string[] {
  return laidOut(text, width, '');
}

function laidOut(text: string, width: number, indent: string): string[] {
  const group = text.length + indent.length <= width ? null : outermostGroup(text);
  if (group === null) return [`${indent}${text}`];
  const members = group.members.flatMap((member, index) => {
    const lines = laidOut(member, width, indent + INDENT);
    const isLast = index === group.members.length - 1;
    return isLast ? lines : [...lines.slice(0, -1), `${lines.at(-1) ?? ''},`];
  });
  return [`${indent}${group.before}`, ...members, `${indent}${group.after}`];
}

interface Group {
  /** Up to its bracket. */
  readonly before: string;
  readonly members: readonly string[];
  /** From the bracket that closes it. */
  readonly after: string;
}

/** Null where there is nothing to divide: no bracket, an empty one, one that is not closed. */
function outermostGroup(text: string): Group | null {
  const members: string[] = [];
  let depth = 0;
  let from = 0;
  let opened = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"' || character === "'") {
      at = endOfQuote(text, at);
    } else if (OPENING.includes(character)) {
      if (depth++ === 0) opened = from = at + 1;
    } else if (CLOSING.includes(character) && --depth <= 0) {
      const last = text.slice(from, at).trim();
      if (depth < 0 || (last === '' && members.length === 0)) return null;
      return {
        before: text.slice(0, opened),
        // Of `(1,)` the comma is a part.
        members: last === '' ? [...members.slice(0, -1), `${members.at(-1) ?? ''},`] : [...members, last],
        after: text.slice(at),
      };
    } else if (character === ',' && depth === 1) {
      members.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return null;
}

/** Index of the quote that ends the text or character that begins at `at`; the end of the value where there is none. */
function endOfQuote(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end++) {
    if (text.charAt(end) === '\\') end++;
    else if (text.charAt(end) === text.charAt(at)) return end;
  }
  return text.length;
}
