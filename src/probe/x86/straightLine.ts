/** The straight beginning of a function: what its frame holds behind each instruction up to the first branch or call. */

import { decode } from './decode.ts';
import { effectOf, RSP } from './effect.ts';
import { flowOf } from './flow.ts';
import { Frame } from './frame.ts';
import { stackProbeLoopAt } from './stackProbe.ts';

export interface Step {
  /** Of the next instruction, bytes from the function's first one. */
  readonly offset: number;
  /** What is known there; the same object in every step. */
  readonly frame: Frame;
  /** The slot that rsp points at. */
  readonly stackPointerSlot: number;
  /** Where the loop begins that touches the pages of a large frame, once it is passed; it is no branch of the function's. */
  readonly loopStart: number | null;
}

/** From the entry on; ends where the instruction or the stack pointer is not known. */
export function* straightLine(code: Uint8Array): Generator<Step, void> {
  const frame = new Frame();
  let loopStart: number | null = null;
  for (let offset = 0; ;) {
    const stackPointerSlot = frame.slotIn(RSP);
    if (stackPointerSlot === null) return;
    yield { offset, frame, stackPointerSlot, loopStart };
    const instruction = decode(code, offset);
    if (instruction === null) return;
    const loop = stackProbeLoopAt(code, { offset, instruction, flow: flowOf(instruction) });
    const loopLimit = loop === null ? null : frame.slotIn(loop.limitRegister);
    if (loop !== null && loopLimit !== null) {
      frame.setSlot(RSP, loopLimit);
      loopStart = loop.start;
    } else {
      const effect = effectOf(instruction);
      if (effect === null) return;
      frame.execute(effect);
    }
    offset += instruction.length;
  }
}
