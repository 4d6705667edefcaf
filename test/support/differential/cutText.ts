/**
 * Whether a text in which `…` stands for what is left out is true of the whole text. All that is written must be in the
 * whole text in the same places: `…` is one value, the first word of one, or the rest of a list, or behind a string's quote the rest of the
 * string, and never nothing.
 */

import { tokensOf, type Token } from './debugTokens.ts';

export function isTrueCut(cut: string, whole: string): boolean {
  const shown = tokensOf(cut);
  return shown.some(({ kind }) => kind === 'gap') && new Cut(shown, tokensOf(whole)).fits(0, 0);
}

/** An escape is not cut in two. */
const WHOLE_ESCAPES = /^(?:\\u\{[0-9a-f]+\}|\\x[0-9A-F]{2}|\\[^ux]|[^\\])*$/su;

class Cut {
  readonly #shown: readonly Token[];
  readonly #whole: readonly Token[];

  constructor(shown: readonly Token[], whole: readonly Token[]) {
    this.#shown = shown;
    this.#whole = whole;
  }

  /** Whether what is shown from `at` on fits the whole from `wholeAt` on. */
  fits(at: number, wholeAt: number): boolean {
    const token = this.#shown[at];
    const whole = this.#whole[wholeAt];
    if (token === undefined) return whole === undefined;
    if (whole === undefined) return false;
    if (token.kind === 'gap') return this.#fillings(at, wholeAt).some(end => this.fits(at + 1, end));
    const next = this.#shown[at + 1];
    if (token.kind === 'string' && next?.kind === 'gap' && next.isAdjacent)
      return isBeginning(token.text, whole) && this.fits(at + 2, wholeAt + 1);
    return token.kind === whole.kind && token.text === whole.text && this.fits(at + 1, wholeAt + 1);
  }

  /** Where what `…` stands for may end: behind one value or a word, or at the end of the list that it is the last part of. */
  #fillings(at: number, wholeAt: number): number[] {
    const value = this.#endOf(wholeAt, ['comma', 'close']);
    const rest = this.#shown[at + 1]?.text === ']' ? [this.#endOf(wholeAt, ['close'])] : [];
    const word = this.#whole[wholeAt]?.kind === 'word' ? [wholeAt + 1] : [];
    return [value, ...word, ...rest].filter(end => end > wholeAt);
  }

  /** The first token of these kinds from `at` on that is in no brackets opened since. */
  #endOf(at: number, kinds: readonly Token['kind'][]): number {
    let depth = 0;
    for (let index = at; index < this.#whole.length; index++) {
      const kind = this.#whole[index]?.kind ?? 'word';
      if (depth === 0 && kinds.includes(kind)) return index;
      if (kind === 'open') depth++;
      else if (kind === 'close') depth--;
    }
    return this.#whole.length;
  }
}

function isBeginning(shown: string, whole: Token): boolean {
  const beginning = shown.slice(0, -1);
  return (
    whole.kind === 'string' &&
    whole.text.length > shown.length &&
    whole.text.startsWith(beginning) &&
    WHOLE_ESCAPES.test(beginning.slice(1))
  );
}
