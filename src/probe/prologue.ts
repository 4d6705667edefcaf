/**
 * Which argument registers end up in which stack slots, read from a function's own first instructions.
 *
 * Unoptimised rustc code stores every argument into the slot that DWARF names for it before anything else:
 *
 *     sub    rsp, 0x28
 *     mov    [rsp+0x10], rdi      <- rdi is what DWARF calls `name`, because `name` lives at frame base + 0x10
 *     mov    cl, sil
 *     mov    [rsp+0x0f], cl       <- the low byte of rsi
 *
 * Following those moves proves where an argument arrives, whatever the compiler's calling convention did with hidden
 * return pointers, split structs or arguments in XMM registers. The walk ends at the first branch, call or instruction
 * it does not know: what it has not seen is simply not proven. For a probe at the entry; bodyPlace.ts finds the better
 * place behind the stores.
 */

import type { FrameBase } from '../binary/dwarfFunction.ts';
import type { Part } from './part.ts';
import { RBP } from './x86/effect.ts';
import type { Store } from './x86/frame.ts';
import { straightLine } from './x86/straightLine.ts';

/** Slot of the first byte above the return address: what lies there and higher is the caller's. */
export const FIRST_OF_CALLER = 8;

/** Slots are counted from the stack pointer at entry: the return address lies in slot 0. */
export interface Prologue {
  /**
   * Where the bytes that the slot will hold are at the entry: in registers, or on the caller's stack. Null where that
   * is not proven.
   */
  partsAt(slot: number, bytes: number): readonly Part[] | null;
  /** Slot that rsp points at once the frame is set up. */
  readonly stackPointerSlot: number;
  /** Slot that rbp points at then, or null when rbp is no frame pointer. */
  readonly framePointerSlot: number | null;
}

/** Follows the straight-line beginning of `code`, the machine code of one x86-64 function. Never throws. */
export function readPrologue(code: Uint8Array): Prologue {
  let firstStores: ReadonlyMap<number, Store> = new Map();
  let stackPointerSlot = 0;
  let framePointerSlot: number | null = null;
  for (const step of straightLine(code)) {
    firstStores = step.frame.firstStores;
    // The frame is set up where the stack pointer is lowest; behind that it is taken down.
    if (step.stackPointerSlot > stackPointerSlot) continue;
    stackPointerSlot = step.stackPointerSlot;
    framePointerSlot = step.frame.slotIn(RBP);
  }
  return {
    partsAt: (slot, bytes) => partsOf(firstStores, slot, bytes),
    stackPointerSlot,
    framePointerSlot,
  };
}

/** Slot that DWARF's frame offsets count from, once the frame is set up; null where that is not known. */
export function frameBaseSlot(
  frameBase: FrameBase,
  frame: Pick<Prologue, 'stackPointerSlot' | 'framePointerSlot'>,
): number | null {
  switch (frameBase) {
    case 'rsp':
      return frame.stackPointerSlot;
    case 'rbp':
      return frame.framePointerSlot;
    case 'cfa':
      return FIRST_OF_CALLER;
    case 'other':
      return null;
  }
}

function partsOf(firstStores: ReadonlyMap<number, Store>, slot: number, bytes: number): readonly Part[] | null {
  const parts: Part[] = [];
  for (let at = slot; at < slot + bytes;) {
    const store = firstStores.get(at);
    const left = slot + bytes - at;
    const part = store === undefined ? callerPart(at, left, firstStores) : partOf(store, at, left);
    if (part === null) return null;
    parts.push(part);
    at += part.bytes;
  }
  return parts;
}

/** Of what was stored, the bytes from slot `at`: only whole stores, from their lowest byte, are understood. */
function partOf({ slot, bytes: stored, content }: Store, at: number, left: number): Part | null {
  const bytes = Math.min(stored, left);
  if (slot !== at || content === null || content.kind === 'slotAddress' || content.bytes < bytes) return null;
  return content.kind === 'caller'
    ? { kind: 'memory', at: { kind: 'register', register: 'rsp', plus: content.slot }, bytes }
    : { kind: 'word', word: { kind: 'register', register: content.register, plus: 0 }, bytes };
}

/** Arguments that the caller put on its own stack stay there. */
function callerPart(slot: number, bytes: number, firstStores: ReadonlyMap<number, Store>): Part | null {
  if (slot < FIRST_OF_CALLER) return null;
  for (let at = slot; at < slot + bytes; at++) if (firstStores.has(at)) return null;
  return { kind: 'memory', at: { kind: 'register', register: 'rsp', plus: slot }, bytes };
}
