/** What the text of the sources alone says of a function's name. */

import { readFile } from 'node:fs/promises';
import type { RustFunction } from '../model/rustFunction.ts';

/**
 * Whether its name stands in any of the source files (absolute paths) other than after `fn`: a function that is used
 * and has no code was inlined or merged, not left out.
 */
export async function isMentioned({ name, file }: RustFunction, sources: readonly string[]): Promise<boolean> {
  const mention = new RegExp(`(?<!\\bfn\\s+(?:r#)?)(?<!\\w)${name}(?!\\w)`, 'u');
  for (const source of new Set([file, ...sources])) {
    const text = await readFile(source, 'utf8').catch(() => '');
    if (mention.test(text)) return true;
  }
  return false;
}

/** Whether `fn` stands before its name only once. */
export async function isOnlyDefinition({ name, file }: RustFunction, sources: readonly string[]): Promise<boolean> {
  const definition = new RegExp(`\\bfn\\s+(?:r#)?${name}(?!\\w)`, 'gu');
  let count = 0;
  for (const source of new Set([file, ...sources])) {
    const text = await readFile(source, 'utf8').catch(() => '');
    count += Array.from(text.matchAll(definition)).length;
  }
  return count === 1;
}
