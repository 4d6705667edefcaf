/**
 * Names of threads, as records carry them: the bytes of a name become text once, and not again until the thread is
 * called something else.
 */

import { plainText } from '../plainText.ts';

const MOST_KNOWN = 10_000;
/** A name so long may have been cut by the kernel at a byte, in the middle of a character. */
const MAY_BE_CUT = 13;

interface KnownName {
  readonly bytes: Uint8Array;
  readonly text: string;
}

export class ThreadNames {
  readonly #known = new Map<number, KnownName>();
  readonly #utf8 = new TextDecoder('utf-8');

  /** @param page holds the name's bytes from `start` up to `end` */
  nameOf(thread: number, page: Uint8Array, start: number, end: number): string {
    const known = this.#known.get(thread);
    if (known !== undefined && isSame(known.bytes, page, start, end)) return known.text;
    const bytes = page.slice(start, end);
    const name = this.#utf8.decode(bytes);
    const text = plainText(bytes.length >= MAY_BE_CUT ? name.replace(/\ufffd$/, '') : name);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(thread, { bytes, text });
    return text;
  }
}

function isSame(bytes: Uint8Array, page: Uint8Array, start: number, end: number): boolean {
  if (bytes.length !== end - start) return false;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== page[start + at]) return false;
  return true;
}
