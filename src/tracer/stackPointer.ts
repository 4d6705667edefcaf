/** The stack pointer of a passage: a word that the point reads, and what is to be added to it. */

import type { TracePoint } from '../model/probePlan.ts';
import type { ReadResult } from '../model/read.ts';

/** Null where it was not read. */
export function stackPointerOf(
  { stackPointer }: Pick<TracePoint, 'stackPointer'>,
  results: readonly ReadResult[],
): bigint | null {
  const result = stackPointer === null ? undefined : results[stackPointer.read];
  if (stackPointer === null || result?.kind !== 'bytes' || result.bytes.length < 8) return null;
  const { buffer, byteOffset } = result.bytes;
  const word = new DataView(buffer, byteOffset, 8).getBigUint64(0, true);
  return BigInt.asUintN(64, word + BigInt(stackPointer.plus));
}
