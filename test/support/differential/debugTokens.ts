/**
 * Text as `{:?}` writes it, taken apart: string and character literals, brackets, commas, words, and `…` for what a
 * tracer left out. Blanks are left out, but for those in literals.
 */

export interface Token {
  readonly kind: 'string' | 'open' | 'close' | 'comma' | 'gap' | 'word';
  readonly text: string;
  /** Whether the token before it ends where it begins. */
  readonly isAdjacent: boolean;
}

const CHARACTER = /'(?:\\u\{[0-9a-f]+\}|\\.|[^'\\])'/uy;
const STRING = /"(?:\\.|[^"\\])*"/suy;
const WORD = /[^\s,()[\]{}"'…]+|'/uy;

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let end = -1;
  const push = (kind: Token['kind'], taken: string): void => {
    tokens.push({ kind, text: taken, isAdjacent: end === at });
    at += taken.length;
    end = at;
  };
  while (at < text.length) {
    const character = text[at] ?? '';
    if (/\s/.test(character)) at++;
    else if ('([{'.includes(character)) push('open', character);
    else if (')]}'.includes(character)) push('close', character);
    else if (character === ',') push('comma', character);
    else if (character === '…') push('gap', character);
    else {
      const string = character === '"' ? match(STRING, text, at) : null;
      if (string !== null) push('string', string);
      else push('word', match(CHARACTER, text, at) ?? match(WORD, text, at) ?? character);
    }
  }
  return tokens;
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
