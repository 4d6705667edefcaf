/**
 * Where a probe counts the calls of a function at the least cost: at the first instruction that the kernel carries out
 * itself (x86/emulated.ts), if each call passes it once.
 *
 *     sub    rsp, 0x38            <- the program would be single-stepped
 *     mov    [rsp+0x18], rdi
 *     call   …                    <- the place
 *
 * As in bodyPlace.ts the way from the entry is straight, and no jump of the whole function leads onto it.
 */

import { isEnteredByJump, type ReadData } from './enteredByJump.ts';
import { isEmulated } from './x86/emulated.ts';
import { listInstructions } from './x86/listing.ts';

/** Bytes from the first instruction; 0, the entry itself, where no better place is proven. `code` is all of one x86-64 function. */
export function countPlace(code: Uint8Array, readData: ReadData): number {
  if (isEmulated(code)) return 0;
  const listed = listInstructions(code);
  if (listed === null) return 0;
  for (const { offset, flow } of listed) {
    if (isEmulated(code.subarray(offset))) return isEnteredByJump(listed, offset, readData) ? 0 : offset;
    if (flow.kind !== 'next') return 0;
  }
  return 0;
}
