/**
 * Where a probe can read the arguments of an unoptimised function from their stack slots: the first instruction behind
 * the stores that put them there.
 *
 *     sub    rsp, 0x28
 *     movss  [rsp+0x10], xmm0     <- an argument that no probe could read at the entry
 *     mov    [rsp+0x18], rdi
 *     call   …                    <- the place
 *
 * Each call passes it once, and before anything else: the way from the entry is straight, and no jump of the whole
 * function leads onto it. What cannot be proven has no place; prologue.ts then says what holds at the entry.
 */

import type { FrameBase } from '../binary/dwarfFunction.ts';
import { isEnteredByJump, type ReadData } from './enteredByJump.ts';
import { whyNotProbeable } from './probeable.ts';
import { frameBaseSlot, readPrologue } from './prologue.ts';
import { RBP } from './x86/effect.ts';
import { listInstructions } from './x86/listing.ts';
import { straightLine } from './x86/straightLine.ts';

/** Bytes of a variable, from DWARF's frame base. */
export interface NeededSlot {
  readonly offset: number;
  readonly bytes: number;
}

export interface BodyPlace {
  /** Bytes from the function's first instruction. */
  readonly offset: number;
  /** Where rsp points there, counted from where it pointed at entry: 0 or negative. */
  readonly stackPointerSlot: number;
  /** Where rbp points there; null where that is not known. */
  readonly framePointerSlot: number | null;
}

/**
 * What must have been stored for all variables to be where DWARF says at an instruction, so many bytes from the first
 * one; null where DWARF does not know yet where one is.
 */
export type NeededAt = (offset: number) => readonly NeededSlot[] | null;

/** `code` is all of one x86-64 function. Slots above the return address are the caller's: they need no store. */
export function bodyPlace(
  code: Uint8Array,
  frameBase: FrameBase,
  neededAt: NeededAt,
  readData: ReadData,
): BodyPlace | null {
  if (neededAt(0)?.length === 0) return { offset: 0, stackPointerSlot: 0, framePointerSlot: null };
  const listed = listInstructions(code);
  const place = behindStores(code, frameBase, neededAt);
  // Behind the last instruction begins other code.
  if (listed === null || place === null || place.offset >= code.length) return null;
  if (whyNotProbeable(code.subarray(place.offset), 'x86_64') !== null) return null;
  if (isEnteredByJump(listed, place.offset, readData, place.loopStart)) return null;
  const { offset, stackPointerSlot, framePointerSlot } = place;
  return { offset, stackPointerSlot, framePointerSlot };
}

interface StraightPlace extends BodyPlace {
  readonly loopStart: number | null;
}

function behindStores(code: Uint8Array, frameBase: FrameBase, neededAt: NeededAt): StraightPlace | null {
  const prologue = readPrologue(code);
  const base = frameBaseSlot(frameBase, prologue);
  if (base === null) return null;
  for (const { offset, frame, stackPointerSlot, loopStart } of straightLine(code)) {
    if (stackPointerSlot !== prologue.stackPointerSlot) continue;
    const isStored = neededAt(offset)?.every(slot => frame.isStored(base + slot.offset, slot.bytes));
    if (isStored === true) return { offset, stackPointerSlot, framePointerSlot: frame.slotIn(RBP), loopStart };
  }
  return null;
}
