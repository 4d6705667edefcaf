/**
 * The loop with which LLVM touches every page of a large stack frame, from its last instruction:
 *
 *     lea  r11, [rsp-0x5000]
 *     sub  rsp, 0x1000            <- start
 *     mov  qword [rsp], 0
 *     cmp  rsp, r11
 *     jne  start
 *
 * Behind it rsp is what the register compared with holds. LLVM: X86FrameLowering::emitStackProbeInlineGenericLoop.
 */

import { decode } from './decode.ts';
import { effectOf, RSP } from './effect.ts';
import { targetOf, type Listed } from './listing.ts';

export interface StackProbeLoop {
  /** Bytes from the beginning of the code. */
  readonly start: number;
  /** The register that rsp equals behind the loop. */
  readonly limitRegister: number;
}

/** Null where `branch` does not end such a loop. */
export function stackProbeLoopAt(code: Uint8Array, branch: Listed): StackProbeLoop | null {
  const start = targetOf(branch);
  if (start === null || start < 0 || start >= branch.offset || !isJumpIfNotEqual(branch)) return null;
  const subtraction = decode(code, start);
  const store = subtraction === null ? null : decode(code, start + subtraction.length);
  const comparison =
    subtraction === null || store === null ? null : decode(code, start + subtraction.length + store.length);
  if (subtraction === null || store === null || comparison === null) return null;
  if (start + subtraction.length + store.length + comparison.length !== branch.offset) return null;
  const adjustment = effectOf(subtraction);
  const isPage = adjustment?.kind === 'adjust' && adjustment.register === RSP && adjustment.by < 0;
  const written = effectOf(store);
  const isTouch = written?.kind === 'overwrite' && written.to.kind === 'memory' && written.to.base === RSP;
  return isPage && isTouch && comparison.opcode === 0x39 && comparison.modRm?.rmRegister === RSP
    ? { start, limitRegister: comparison.modRm.register }
    : null;
}

function isJumpIfNotEqual({ instruction: { map, opcode } }: Listed): boolean {
  return (map === 0 && opcode === 0x75) || (map === 1 && opcode === 0x85);
}
