/**
 * Follows a word from one instruction of a function's straight beginning to another. Even unoptimised code has
 * arguments whose place changes: those that come by pointer are where a register points for the first instructions,
 * and where a stack slot points later, with a gap between them in which DWARF names no place.
 *
 *     sub    rsp, 0x68
 *     mov    [rsp+8], rcx         <- from here DWARF says: where rcx points
 *     mov    rcx, [rsp+0x70]
 *     movss  [rsp+0x20], xmm0
 *     call   …                    <- here it says nothing; the word is in [rsp+8]
 */

import type { Register, Word } from '../model/read.ts';
import type { Content, Frame } from './x86/frame.ts';
import { straightLine } from './x86/straightLine.ts';

/**
 * What `register` holds when the instruction at `from` begins, as a word that can be read when the one at `to` begins;
 * both in bytes from the function's first instruction, in either order. Null where that is not proven.
 */
export function carriedWord(code: Uint8Array, register: Register, from: number, to: number): Word | null {
  const content = at(code, from, frame => frame.contentOf(register));
  return content === null ? null : at(code, to, (frame, rspSlot) => wordOf(content, frame, rspSlot));
}

function at<T>(code: Uint8Array, offset: number, look: (frame: Frame, stackPointerSlot: number) => T | null): T | null {
  for (const step of straightLine(code)) if (step.offset === offset) return look(step.frame, step.stackPointerSlot);
  return null;
}

function wordOf(content: Content, frame: Frame, stackPointerSlot: number): Word | null {
  const inStack = (slot: number): Word => ({ kind: 'register', register: 'rsp', plus: slot - stackPointerSlot });
  if (content.kind === 'slotAddress') return inStack(content.slot);
  if (content.bytes !== 8) return null;
  if (content.kind === 'caller') return { kind: 'load', at: inStack(content.slot), plus: 0 };
  const register = frame.registerWith(content);
  if (register !== null) return { kind: 'register', register, plus: 0 };
  const slot = frame.slotWith(content);
  return slot === null ? null : { kind: 'load', at: inStack(slot), plus: 0 };
}
