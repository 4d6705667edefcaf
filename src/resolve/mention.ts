/** Whether the sources use a function at all: one that is used and has no code was inlined or merged, not left out. */

import { readFile } from 'node:fs/promises';
import type { RustFunction } from '../model/rustFunction.ts';

/** Whether its name stands in any of the source files (absolute paths) other than after `fn`. */
export async function isMentioned({ name, file }: RustFunction, sources: readonly string[]): Promise<boolean> {
  const mention = new RegExp(`(?<!\\bfn\\s+(?:r#)?)(?<!\\w)${name}(?!\\w)`, 'u');
  for (const source of new Set([file, ...sources])) {
    const text = await readFile(source, 'utf8').catch(() => '');
    if (mention.test(text)) return true;
  }
  return false;
}
