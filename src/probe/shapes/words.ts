/** Sums of words. */

import type { Word } from '../../model/read.ts';

export function plus(word: Word, bytes: number): Word {
  return bytes === 0 ? word : { ...word, plus: word.plus + bytes };
}

/** The word in memory at an address. */
export function loadAt(at: Word): Word {
  return { kind: 'load', at, plus: 0 };
}
