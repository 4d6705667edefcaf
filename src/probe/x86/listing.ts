/** All instructions of a stretch of machine code, one behind the other. */

import { decode, type Instruction } from './decode.ts';
import { flowOf, type Flow } from './flow.ts';

export interface Listed {
  /** Bytes from the beginning of the code. */
  readonly offset: number;
  readonly instruction: Instruction;
  readonly flow: Flow;
}

/** Null where a byte of the code belongs to no instruction that is known: there may be data in it. */
export function listInstructions(code: Uint8Array): readonly Listed[] | null {
  const listed: Listed[] = [];
  for (let offset = 0; offset < code.length;) {
    const instruction = decode(code, offset);
    if (instruction === null) return null;
    listed.push({ offset, instruction, flow: flowOf(instruction) });
    offset += instruction.length;
  }
  return listed;
}

/** Where a direct jump or branch leads, bytes from the beginning of the code; null for other instructions. */
export function targetOf({ offset, instruction, flow }: Listed): number | null {
  return flow.kind === 'jump' || flow.kind === 'branch' ? offset + instruction.length + flow.distance : null;
}

/** The address that an instruction computes from rip, counted from the beginning of the code; null for none. */
export function ripTargetOf({ offset, instruction }: Listed): number | null {
  const { modRm, length } = instruction;
  return modRm?.isRipRelative === true ? offset + length + modRm.displacement : null;
}
