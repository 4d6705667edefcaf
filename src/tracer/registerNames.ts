/** Registers by the kernel's names: members of struct pt_regs, and fetch arguments. */

import type { Register } from '../model/read.ts';

export const REGISTER_NAMES: Readonly<Record<Register, string>> = {
  rax: 'ax',
  rdx: 'dx',
  rcx: 'cx',
  rbx: 'bx',
  rsi: 'si',
  rdi: 'di',
  rbp: 'bp',
  rsp: 'sp',
  r8: 'r8',
  r9: 'r9',
  r10: 'r10',
  r11: 'r11',
  r12: 'r12',
  r13: 'r13',
  r14: 'r14',
  r15: 'r15',
  rip: 'ip',
};
