/** Where the processor goes on behind an instruction. Intel SDM vol. 2, the instructions of these names. */

import type { Instruction } from './decode.ts';

export type Flow =
  /** To the next instruction. */
  | { readonly kind: 'next' }
  | { readonly kind: 'return' }
  /** `distance` counts from the end of the instruction, bytes. */
  | { readonly kind: 'jump'; readonly distance: number }
  | { readonly kind: 'branch'; readonly distance: number }
  | { readonly kind: 'indirectJump' }
  /** Comes back to the next instruction, unless what is called never returns. `distance` is null where it is computed. */
  | { readonly kind: 'call'; readonly distance: number | null }
  /** Ends in an exception. */
  | { readonly kind: 'trap' }
  /** A far jump, call or return: no program of ours has one. */
  | { readonly kind: 'unknown' };

const NEXT: Flow = { kind: 'next' };
const RETURN: Flow = { kind: 'return' };
const TRAP: Flow = { kind: 'trap' };
const INDIRECT_JUMP: Flow = { kind: 'indirectJump' };
const UNKNOWN: Flow = { kind: 'unknown' };

export function flowOf({ encoding, map, opcode, immediate, modRm }: Instruction): Flow {
  if (encoding !== 'legacy') return NEXT;
  if (map === 1) {
    if (opcode >= 0x80 && opcode <= 0x8f) return { kind: 'branch', distance: immediate };
    if (opcode === 0x0b || opcode === 0xb9 || opcode === 0xff) return TRAP;
    return opcode === 0x07 || opcode === 0x35 ? UNKNOWN : NEXT;
  }
  if (map !== 0) return NEXT;
  if ((opcode >= 0x70 && opcode <= 0x7f) || (opcode >= 0xe0 && opcode <= 0xe3)) {
    return { kind: 'branch', distance: immediate };
  }
  switch (opcode) {
    case 0xc2:
    case 0xc3:
      return RETURN;
    case 0xe8:
      return { kind: 'call', distance: immediate };
    case 0xe9:
    case 0xeb:
      return { kind: 'jump', distance: immediate };
    case 0xcc:
    case 0xf1:
    case 0xf4:
      return TRAP;
    case 0xca:
    case 0xcb:
    case 0xcf:
      return UNKNOWN;
    case 0xff:
      return flowOfGroup5(modRm?.extension ?? 0);
    default:
      return NEXT;
  }
}

function flowOfGroup5(extension: number): Flow {
  switch (extension) {
    case 2:
      return { kind: 'call', distance: null };
    case 4:
      return INDIRECT_JUMP;
    case 3:
    case 5:
      return UNKNOWN;
    default:
      return NEXT;
  }
}
