/** What the variables of a function on its stack are counted from. DWARF 5, section 3.3.5. */

import { Cursor } from '../cursor.ts';
import type { FrameBase } from '../dwarfFunction.ts';
import type { Machine } from '../elf/header.ts';
import { DW_AT, DW_OP } from './constants.ts';
import type { Die } from './die.ts';

/** Contents of x86-64 registers, as locations. */
const IN_RBP = DW_OP.reg + 6;
const IN_RSP = DW_OP.reg + 7;

export interface FrameBaseSum {
  readonly base: FrameBase;
  /** Bytes that are added to it. */
  readonly plus: number;
}

const OTHER: FrameBaseSum = { base: 'other', plus: 0 };

/** Of the entry of a function. Throws `MalformedError`. */
export function frameBaseOf(code: Die, machine: Machine): FrameBaseSum {
  const expression = code.bytes(DW_AT.frame_base);
  if (expression === null || expression.length === 0) return OTHER;
  const cursor = new Cursor(expression, code.unit.sections.info.label);
  const first = cursor.u8();
  if (first === DW_OP.call_frame_cfa) return cfaPlus(cursor);
  if (machine !== 'x86_64' || !cursor.isAtEnd) return OTHER;
  if (first === IN_RSP) return { base: 'rsp', plus: 0 };
  return first === IN_RBP ? { base: 'rbp', plus: 0 } : OTHER;
}

/** LLVM adds a constant where the frame pointer is not rbp. */
function cfaPlus(cursor: Cursor): FrameBaseSum {
  if (cursor.isAtEnd) return { base: 'cfa', plus: 0 };
  if (cursor.u8() !== DW_OP.consts) return OTHER;
  const plus = Number(cursor.slebBig());
  const rest = cursor.take(cursor.bytes.length - cursor.position);
  const isSum = rest.length === 1 && rest[0] === DW_OP.plus;
  return isSum && Number.isSafeInteger(plus) ? { base: 'cfa', plus } : OTHER;
}
