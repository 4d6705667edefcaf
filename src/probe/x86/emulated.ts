/**
 * Which instructions the kernel carries out itself where a uprobe stands. For all others it lets the program execute a copy
 * alone and traps behind it: a second exception, on virtual machines ten times the cost of the hit. Linux,
 * arch/x86/kernel/uprobes.c: `branch_setup_xol_ops` (3.15 and later) and `push_setup_xol_ops` (5.0 and later).
 */

const REX_B = 0x41;

/** `code` begins at the instruction. One with any prefix but that of `push r8` to `push r15` does not count. */
export function isEmulated([first = 0, second = 0]: Uint8Array): boolean {
  return isPush(first) || (first === REX_B && isPush(second)) || isBranch(first, second) || first === NOP;
}

const NOP = 0x90;

function isPush(opcode: number): boolean {
  return opcode >= 0x50 && opcode <= 0x57;
}

/** A relative call, jump or conditional jump. */
function isBranch(first: number, second: number): boolean {
  if (first === 0x0f) return second >= 0x80 && second <= 0x8f;
  return first === 0xe8 || first === 0xe9 || first === 0xeb || (first >= 0x70 && first <= 0x7f);
}
