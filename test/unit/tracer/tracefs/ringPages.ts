/** Pages of the kernel's ring buffer: recorded ones, and made by hand from words. */

import { readFileSync } from 'node:fs';
import type { ProbePlan } from '../../../../src/model/probePlan.ts';
import { PAGE_BYTES } from '../../../../src/tracer/tracefs/ringPage.ts';
import { number, planOf, text } from '../plan.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`../../../fixtures/tracefs/${name}`, import.meta.url));

/**
 * What tracefs.sh wrote on a kernel 6.18, two pages of one processor, while a program called a function six times. It
 * said itself what with, in this order: a number from 0 on, and one of three texts. It paused for 400 ms after two calls.
 */
export const RECORDED_PAGES: Buffer = fixture('ring.pages');
/** Its `format` lines. */
export const RECORDED_FORMATS: Buffer = fixture('formats.stderr');
export const RECORDED_TEXTS = ['first', 'zweiter größer', '', 'first', 'zweiter größer', ''];

/** The plan of it. */
export const recordedPlan = (): ProbePlan =>
  planOf('/bin/sh', [{ symbol: 'called', captures: [number('n', 'rdi'), text('text', 'rsi', 'rdx', 64)] }]);

/** A page of 32-bit words, those of the records, with its time and flags of `commit`. */
export function pageOf(words: readonly number[], timeNs = 1000n, flags = 0n): Buffer {
  const page = Buffer.alloc(PAGE_BYTES);
  page.writeBigUInt64LE(timeNs, 0);
  page.writeBigUInt64LE(BigInt.asUintN(64, BigInt(words.length * 4) + flags), 8);
  words.forEach((word, index) => page.writeUInt32LE(word >>> 0, 16 + index * 4));
  return page;
}

/** The first word of a record. */
export function head(typeLength: number, delta: number): number {
  return ((delta << 5) | typeLength) >>> 0;
}
