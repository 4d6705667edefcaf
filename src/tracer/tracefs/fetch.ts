/**
 * Words of registers and memory as fetch arguments (Documentation/trace/uprobetracer.rst): `%di`, `+16(%di)`, and
 * chains of them. The kernel adds nothing to what it has fetched: that is left to the reader of the record.
 */

import type { Word } from '../../model/read.ts';
import { REGISTER_NAMES } from '../registerNames.ts';

/** The word without its own `plus`. */
export function fetchOfWord(word: Word): string {
  return word.kind === 'register' ? `%${REGISTER_NAMES[word.register]}` : fetchAt(word.at, 0);
}

/** The memory `offset` bytes behind an address. */
export function fetchAt(address: Word, offset: number): string {
  const distance = BigInt(address.plus) + BigInt(offset);
  return `${distance < 0n ? '' : '+'}${distance}(${fetchOfWord(address)})`;
}

/** Memory as the kernel fetches it: `+8(%di):x64[16]`, from `offset` of what is read on. */
export interface Chunk {
  readonly fetch: string;
  readonly offset: number;
  readonly bytes: number;
}

/** What the kernel takes in one array (kernel/trace/trace_probe.h, MAX_ARRAY_LEN). */
const MOST_ELEMENTS = 64;

/**
 * So many bytes at an address and none behind them: words, and what is left of them as one that overlaps the last.
 * A read of what has no bytes is no chunk.
 */
export function chunksOf(address: Word, bytes: number): readonly Chunk[] {
  if (bytes === 0) return [];
  const width = bytes >= 8 ? 8 : bytes >= 4 ? 4 : bytes >= 2 ? 2 : 1;
  const chunks: Chunk[] = [];
  for (let left = Math.floor(bytes / width), offset = 0; left > 0;) {
    const count = Math.min(left, MOST_ELEMENTS);
    const array = count === 1 ? '' : `[${count}]`;
    chunks.push({ fetch: `${fetchAt(address, offset)}:x${width * 8}${array}`, offset, bytes: count * width });
    left -= count;
    offset += count * width;
  }
  const rest = bytes - width;
  if (bytes % width !== 0)
    chunks.push({ fetch: `${fetchAt(address, rest)}:x${width * 8}`, offset: rest, bytes: width });
  return chunks;
}
