/**
 * What of a point's reads an event of a tracer carries. Where it is too much, lists and texts are cut first, all at the
 * same length, and then the last reads are left out.
 */

import type { TracePoint } from '../model/probePlan.ts';
import { bytesOf, type Read, type ReadResult } from '../model/read.ts';

export interface CarriedReads {
  /** What is read, in the order of the point's reads. */
  readonly reads: readonly Read[];
  /** For each of the point's reads its index in `reads`; null for one that is left out. */
  readonly indexes: readonly (number | null)[];
  readonly isShortened: boolean;
}

/** @param fits whether one event holds the reads */
export function carriedReads(
  { reads, stackPointer }: Pick<TracePoint, 'reads' | 'stackPointer'>,
  fits: (reads: readonly Read[]) => boolean,
): CarriedReads {
  const all = reads.map((_, index) => index);
  if (fits(reads)) return { reads, indexes: all, isShortened: false };
  const longest = Math.max(0, ...reads.map(read => (read.kind === 'elements' ? read.limitBytes : 0)));
  for (let limit = Math.floor((longest - 1) / 8) * 8; limit > 0; limit -= 8) {
    const cut = reads.map(read => withLimit(read, limit));
    if (fits(cut)) return { reads: cut, indexes: all, isShortened: true };
  }
  const shortest = reads.map(read => withLimit(read, 8));
  const kept: number[] = stackPointer === null ? [] : [stackPointer.read];
  // One that alone is too much is left out; those behind it may still fit.
  for (const index of all) {
    const wanted = kept.includes(index) ? kept : [...kept, index].sort((a, b) => a - b);
    if (fits(wanted.flatMap(each => shortest[each] ?? []))) kept.splice(0, kept.length, ...wanted);
  }
  return {
    reads: kept.flatMap(each => shortest[each] ?? []),
    indexes: all.map(index => (kept.includes(index) ? kept.indexOf(index) : null)),
    isShortened: true,
  };
}

/** The results of what was carried -> one for each of the point's reads. `reason`: a short clause. */
export function asPlanned(
  { indexes }: CarriedReads,
  results: readonly ReadResult[],
  reason: string,
): readonly ReadResult[] {
  return indexes.map(index => (index === null ? undefined : results[index]) ?? { kind: 'missing', reason });
}

/** Whole elements within the limit, one at least. */
function withLimit(read: Read, limit: number): Read {
  if (read.kind !== 'elements' || read.limitBytes <= limit) return read;
  const whole = Math.floor(limit / read.elementBytes) * read.elementBytes;
  return { ...read, limitBytes: Math.min(read.limitBytes, Math.max(whole, read.elementBytes)) };
}

export function bytesInAll(reads: readonly Read[]): number {
  return reads.reduce((sum, read) => sum + bytesOf(read), 0);
}
