/**
 * Instructions that only fill up space. Compilers align the heads of loops with them and count them to the code that
 * follows, although a jump to it passes over them. Intel SDM, "NOP"; Arm ARM, "NOP".
 */

import type { Machine } from './elf/header.ts';

/** No x86-64 instruction is longer. */
const LONGEST_INSTRUCTION = 15;
const AARCH64_NOP = [0x1f, 0x20, 0x03, 0xd5];

/** How many bytes at the beginning of `code` are NOPs; what is cut off at its end counts as none. */
export function paddingBytes(code: Uint8Array, machine: Machine): number {
  const nopBytes = machine === 'x86_64' ? x86NopBytes : aarch64NopBytes;
  let position = 0;
  for (let bytes = nopBytes(code, position); bytes > 0; bytes = nopBytes(code, position)) position += bytes;
  return position;
}

/** Length of the NOP at a position; 0 when another instruction stands there. */
function x86NopBytes(code: Uint8Array, start: number): number {
  let position = start;
  // Operand size and code segment prefixes make it longer.
  while (code[position] === 0x66 || code[position] === 0x2e) position++;
  const opcode = code[position++];
  if (opcode === 0x0f && code[position++] === 0x1f) {
    const operand = code[position++] ?? 0;
    const mode = operand >> 6;
    const register = operand & 7;
    if (mode !== 3 && register === 4) position++; // scaled index
    if (mode === 1) position += 1;
    else if (mode === 2 || (mode === 0 && register === 5)) position += 4;
  } else if (opcode !== 0x90) return 0;
  return position <= code.length && position - start <= LONGEST_INSTRUCTION ? position - start : 0;
}

function aarch64NopBytes(code: Uint8Array, start: number): number {
  return AARCH64_NOP.every((byte, index) => code[start + index] === byte) ? AARCH64_NOP.length : 0;
}
