/** The few location expressions that debug builds use for arguments. DWARF 5, section 2.5. */

import { Cursor } from '../cursor.ts';
import type { DwarfLocation, FrameBase } from '../dwarfFunction.ts';
import type { Machine } from '../elf/header.ts';
import { DW_OP } from './constants.ts';

/** Of `DW_AT_frame_base`, null when that is absent or a list. */
export function frameBaseOf(expression: Uint8Array | null, machine: Machine): FrameBase {
  if (expression?.length !== 1) return 'other';
  if (expression[0] === DW_OP.call_frame_cfa) return 'cfa';
  if (machine !== 'x86_64') return 'other';
  if (expression[0] === DW_OP.reg7) return 'rsp';
  return expression[0] === DW_OP.reg6 ? 'rbp' : 'other';
}

/** Of an expression that is a `DW_AT_location`; everything but one lone DW_OP_fbreg is 'other'. */
export function locationOf(expression: Uint8Array, label: string): DwarfLocation {
  if (expression.length === 0) return { kind: 'none' };
  const cursor = new Cursor(expression, label);
  if (cursor.u8() !== DW_OP.fbreg) return { kind: 'other' };
  const offset = cursor.slebBig();
  return cursor.isAtEnd ? { kind: 'frameOffset', offset: Number(offset) } : { kind: 'other' };
}
