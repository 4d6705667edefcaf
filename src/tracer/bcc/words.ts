/**
 * How what a point reads travels through bcc's `trace`: as 64-bit words and nothing else, so that no byte of the
 * traced program can be mistaken for the tool's own output. The expressions that read, and back.
 *
 *   status   which reads failed, a bit each; left out where none can
 *   then for each read its bytes, in whole words; zeros follow them
 */

import type { TracePoint } from '../../model/probePlan.ts';
import { bytesOf, type Read, type ReadResult } from '../../model/read.ts';
import { type CarriedReads, carriedReads } from '../carried.ts';
import { call, hasLoad, hexadecimal, wordExpression } from './expressions.ts';

/**
 * 64-bit words of reads in an event. The BPF stack of 512 bytes also holds process, thread, its name, the time and what
 * the limiter takes: with bcc 0.26 compilation fails beyond 58 words; the rest is room for another clang.
 */
const EVENT_WORDS = 48;
export const EVENT_BYTES = EVENT_WORDS * 8;

/** What of a point's reads an event holds. */
export function carriedByBcc(point: Pick<TracePoint, 'reads' | 'stackPointer'>): CarriedReads {
  return carriedReads(point, reads => wordsOf(reads) <= EVENT_WORDS);
}

/** Words of an event that hold the reads. */
export function wordsOf(reads: readonly Read[]): number {
  return reads.reduce((sum, read) => sum + wordsIn(read), hasStatus(reads) ? 1 : 0);
}

/**
 * C expressions for the words, the first of which becomes field `v<firstField>` of the event. `trace` keeps the fields
 * in a struct `__data` and sets them in order: the first reads everything, and the others leave their fields as they are.
 */
export function wordExpressions(reads: readonly Read[], firstField: number): string[] {
  if (!hasStatus(reads)) return reads.map(read => (read.kind === 'word' ? wordExpression(read.word, 0n) : '0'));
  let next = firstField + 1;
  const statements = reads.map((read, index) => {
    const field = `__data.v${next}`;
    next += wordsIn(read);
    return statementOf(read, field, 1n << BigInt(index));
  });
  const others = Array.from({ length: next - firstField - 1 }, (_, index) => `__data.v${firstField + 1 + index}`);
  return [`({ u64 rt_missing = 0; ${statements.join(' ')} rt_missing; })`, ...others];
}

/** What the words of one event say: `wordsOf(reads)` of them. */
export function resultsOf(reads: readonly Read[], words: readonly bigint[]): ReadResult[] {
  let next = hasStatus(reads) ? 1 : 0;
  const missing = next === 0 ? 0n : (words[0] ?? 0n);
  return reads.map((read, index): ReadResult => {
    const own = words.slice(next, (next += wordsIn(read)));
    if (((missing >> BigInt(index)) & 1n) === 1n) return { kind: 'missing', reason: 'not paged in' };
    const bytes = new Uint8Array(own.length * 8);
    const view = new DataView(bytes.buffer);
    own.forEach((word, at) => {
      view.setBigUint64(at * 8, word, true);
    });
    return { kind: 'bytes', bytes: bytes.subarray(0, bytesOf(read)) };
  });
}

/** Where the word of a read is among those of an event, and the bit of the status that says that it is missing. */
export interface WordPlace {
  readonly index: number;
  readonly missingBit: bigint;
}

/** Null where the read is no word. */
export function placeOfWord(reads: readonly Read[], read: number): WordPlace | null {
  if (reads[read]?.kind !== 'word') return null;
  const before = reads.slice(0, read).reduce((sum, each) => sum + wordsIn(each), 0);
  return hasStatus(reads) ? { index: before + 1, missingBit: 1n << BigInt(read) } : { index: before, missingBit: 0n };
}

/** Null where it is missing. */
export function wordAt({ index, missingBit }: WordPlace, words: readonly bigint[]): bigint | null {
  return missingBit !== 0n && ((words[0] ?? 0n) & missingBit) !== 0n ? null : (words[index] ?? null);
}

function wordsIn(read: Read): number {
  return Math.ceil(bytesOf(read) / 8);
}

function hasStatus(reads: readonly Read[]): boolean {
  return reads.some(read => read.kind !== 'word' || hasLoad(read.word));
}

function statementOf(read: Read, field: string, bit: bigint): string {
  const missing = ['&rt_missing', hexadecimal(bit)];
  switch (read.kind) {
    case 'word':
      return `${field} = ${wordExpression(read.word, bit)};`;
    case 'memory': {
      if (read.bytes === 0) return '';
      const address = wordExpression(read.at, bit);
      return `${call('rt_memory', `&${field}`, String(read.bytes), address, ...missing)};`;
    }
    case 'elements': {
      if (read.limitBytes === 0) return '';
      const sizes = [String(read.limitBytes), String(read.elementBytes)];
      const [address, count] = [wordExpression(read.at, bit), wordExpression(read.count, bit)];
      return `${call('rt_elements', `&${field}`, ...sizes, address, count, ...missing)};`;
    }
  }
}
