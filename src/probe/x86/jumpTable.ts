/**
 * Tells a jump through a table of the function's own from a tail call through a pointer, by how the address is made:
 *
 *     movsxd rcx, [rdx+4*rcx]     a table of distances
 *     add    rcx, rdx
 *     jmp    rcx
 *
 *     jmp    [table+8*rax]        a table of addresses
 *     jmp    [rax+0x18]           a method of a trait object: a call
 */

import type { Instruction } from './decode.ts';
import type { Listed } from './listing.ts';

/** How far before the jump its address may be made, instructions. */
const REACH = 12;

/** `listed[index]` is an indirect jump. `unknown`: neither is certain. */
export function kindOfJump(listed: readonly Listed[], index: number): 'table' | 'call' | 'unknown' {
  const modRm = listed[index]?.instruction.modRm ?? null;
  if (modRm === null) return 'unknown';
  if (modRm.rmRegister === null) return modRm.hasIndex ? (modRm.base === null ? 'table' : 'unknown') : 'call';
  const summed = new Set<number>();
  for (let at = index - 1; at >= 0 && at >= index - REACH; at--) {
    const item = listed[at];
    if (item?.flow.kind !== 'next') return 'unknown';
    const { instruction } = item;
    const sum = sumInto(instruction, modRm.rmRegister);
    if (sum !== null) {
      if (summed.size > 0) return 'unknown';
      sum.forEach(register => summed.add(register));
    } else if (isTableLoad(instruction)) return summed.has(instruction.modRm?.register ?? -1) ? 'table' : 'unknown';
    else if (isPlainLoadInto(instruction, modRm.rmRegister)) return summed.size > 0 ? 'unknown' : 'call';
    else if (instruction.modRm?.register === modRm.rmRegister) return 'unknown';
  }
  return 'unknown';
}

/** The two registers of `add to, …`. */
function sumInto({ map, opcode, modRm }: Instruction, to: number): readonly number[] | null {
  if (map !== 0 || typeof modRm?.rmRegister !== 'number') return null;
  const isSum = (opcode === 0x01 && modRm.rmRegister === to) || (opcode === 0x03 && modRm.register === to);
  return isSum ? [modRm.register, modRm.rmRegister] : null;
}

/** `movsxd …, [base+4*index]`. */
function isTableLoad({ map, opcode, modRm }: Instruction): boolean {
  return map === 0 && opcode === 0x63 && modRm?.hasIndex === true;
}

/** `mov to, [base+displacement]`. */
function isPlainLoadInto({ map, opcode, modRm, rex }: Instruction, to: number): boolean {
  return (
    map === 0 &&
    opcode === 0x8b &&
    (rex & 8) !== 0 &&
    modRm?.register === to &&
    modRm.rmRegister === null &&
    !modRm.hasIndex
  );
}
