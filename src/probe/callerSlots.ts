/**
 * Arguments in the caller's part of the stack. What Rust passes by its address has, there, only the address; LLVM
 * describes the slot all the same as if the value lay in it (`DW_OP_fbreg` of the slot, without a dereference). An
 * `extern "C"` function has the value itself there, and DWARF does not tell the two apart.
 */

import type { DwarfType } from '../binary/dwarfType.ts';
import { sizeOf } from '../binary/typeSize.ts';
import type { Part } from './part.ts';
import { FIRST_OF_CALLER } from './prologue.ts';
import { layoutClassesOf } from './scalarLayout.ts';

/** Whatever fits into a register is passed as it is. */
const REGISTER_BYTES = 8;

const DOUBTFUL = 'its stack slot may hold its address instead';

/**
 * The parts, absent where they are in a slot that may hold no more than the value's address.
 * `stackBytes`: from the stack pointer at the probe to that at the entry.
 */
export function withoutDoubtfulSlots(parts: readonly Part[], type: DwarfType, stackBytes: number): readonly Part[] {
  const isCallers = (part: Part): boolean =>
    part.kind === 'memory' &&
    part.at.kind === 'register' &&
    part.at.register === 'rsp' &&
    part.at.plus - stackBytes >= FIRST_OF_CALLER;
  if (!parts.some(isCallers) || !mayBePassedByAddress(type)) return parts;
  return [{ kind: 'absent', bytes: sizeOf(type) ?? 0, reason: DOUBTFUL }];
}

function mayBePassedByAddress(type: DwarfType): boolean {
  if ((sizeOf(type) ?? Infinity) <= REGISTER_BYTES) return false;
  const classes = layoutClassesOf(type);
  return classes.length === 0 || !classes.every(each => each.kind === 'scalars' && each.scalars.length === 1);
}
