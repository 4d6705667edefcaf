/**
 * A word of a command that a person is shown before it runs: as it is, or the text of a file of ours, which travels in
 * the command line so that root opens no file that the user can write to.
 */

import { readFileSync } from 'node:fs';
import { shellWord } from './shellWord.ts';

export type CommandWord = string | { readonly textOf: string };

/** The word as it runs. @throws as Node does when the file cannot be read */
export function wordText(word: CommandWord): string {
  // As `$(cat …)` does it, so that what is shown is what runs.
  return typeof word === 'string' ? word : readFileSync(word.textOf, 'utf8').replace(/\n+$/, '');
}

/** The word as a shell reads it, the text taken from its file. */
export function shownWord(word: CommandWord): string {
  return typeof word === 'string' ? shellWord(word) : `"$(cat ${shellWord(word.textOf)})"`;
}
