/**
 * Where the calls of a function end: each `ret`, and each jump into another function that returns in its place, as the
 * machine code shows them. Such a jump is proven by the stack pointer, which must be what it was at the entry.
 *
 *     add    rsp, 0x28
 *     pop    rbx
 *     jmp    other                <- a tail call: rsp points at the return address again
 *
 * What may end calls and cannot be proven makes the list incomplete: a call whose end is not seen would look as if it
 * never returned. Calls that a panic ends are left to `caughtSymbol`.
 */

import { whyNotProbeable } from './probeable.ts';
import { kindOfJump } from './x86/jumpTable.ts';
import { listInstructions, targetOf, type Listed } from './x86/listing.ts';
import { stackStates, type StackState } from './x86/stackStates.ts';

/** A stretch of a function's code; the first one begins at its entry. */
export interface CodePart {
  readonly virtualAddress: number;
  readonly code: Uint8Array;
}

export interface FunctionExit {
  readonly kind: 'return' | 'tailCall';
  readonly virtualAddress: number;
  /** Where a tail call leads; null for a return and where it is computed. */
  readonly target: number | null;
}

export interface FunctionExits {
  readonly points: readonly FunctionExit[];
  /** Why calls may end where no point is, as a clause; null where they do not, but for panics. */
  readonly whyIncomplete: string | null;
}

/** Exits of one x86-64 function in the order of addresses within its parts. Never throws. */
export function exitsOf(parts: readonly CodePart[]): FunctionExits {
  const listings: PlacedListing[] = [];
  for (const { virtualAddress, code } of parts) {
    const listed = listInstructions(code);
    if (listed === null) return { points: [], whyIncomplete: 'its machine code is not understood' };
    listings.push({ virtualAddress, listed, bytes: code.length, code });
  }
  const states = stackStates(listings);
  const points: FunctionExit[] = [];
  const reasons: string[] = [];
  for (const { virtualAddress, listed, code } of listings) {
    listed.forEach((item, index) => {
      const found = exitAt(listings, virtualAddress, listed, index, states.get(virtualAddress + item.offset));
      if (found === null) return;
      const obstacle = typeof found === 'string' ? found : whyNotProbeable(code.subarray(item.offset), 'x86_64');
      if (obstacle !== null) reasons.push(obstacle);
      else if (typeof found !== 'string') points.push(found);
    });
  }
  return { points, whyIncomplete: reasons[0] ?? null };
}

interface PlacedListing {
  readonly virtualAddress: number;
  readonly bytes: number;
  readonly code: Uint8Array;
  readonly listed: readonly Listed[];
}

/** Null where no call ends at the instruction; the reason where one may end there and it is not known. */
function exitAt(
  listings: readonly PlacedListing[],
  start: number,
  listed: readonly Listed[],
  index: number,
  state: StackState | undefined,
): FunctionExit | string | null {
  const item = listed[index];
  if (item === undefined) return null;
  const virtualAddress = start + item.offset;
  const isAtEntryDepth = state?.rsp === 0;
  const isDeeper = state !== undefined && state.rsp !== null && state.rsp !== 0;
  switch (item.flow.kind) {
    case 'return':
      return isDeeper ? 'it returns to an address of its own making' : { kind: 'return', virtualAddress, target: null };
    case 'jump':
    case 'branch': {
      const target = start + (targetOf(item) ?? 0);
      if (target === listings[0]?.virtualAddress) return 'it jumps back to its own beginning';
      if (listings.some(part => target >= part.virtualAddress && target < part.virtualAddress + part.bytes))
        return null;
      if (item.flow.kind === 'branch') return 'it leaves by a conditional jump into another function';
      return isAtEntryDepth ? { kind: 'tailCall', virtualAddress, target } : LOST_STACK;
    }
    case 'indirectJump':
      if (isDeeper || kindOfJump(listed, index) === 'table') return null;
      return isAtEntryDepth && kindOfJump(listed, index) === 'call'
        ? { kind: 'tailCall', virtualAddress, target: null }
        : 'it jumps to a computed address that may be in another function';
    case 'unknown':
      return 'it has a far jump';
    case 'next':
    case 'call':
    case 'trap':
      return null;
  }
}

const LOST_STACK = 'it jumps into another function from a stack frame that is not understood';
