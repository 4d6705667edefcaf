/**
 * Whether the kernel will set a uprobe at an instruction. Of those that it refuses it says nothing: the probe is
 * accepted and never hit. Linux, arch/x86/kernel/uprobes.c: `is_prefix_bad` and the tables of good instructions.
 */

import type { Machine } from '../binary/elf/header.ts';

/** Segment overrides that mean nothing in 64-bit code, and LOCK. */
const REFUSED_PREFIXES: ReadonlySet<number> = new Set([0x26, 0x2e, 0x36, 0x3e, 0xf0]);
/** Prefixes that may stand before: operand and address size, REP, FS, GS. */
const OTHER_PREFIXES: ReadonlySet<number> = new Set([0x66, 0x67, 0xf2, 0xf3, 0x64, 0x65]);
const EVEX = 0x62;

/** Bytes that decide. */
export const DECIDING_BYTES = 15;

/** Null when it will; else the reason, as a clause. `code` begins at the instruction. */
export function whyNotProbeable(code: Uint8Array, machine: Machine): string | null {
  if (machine !== 'x86_64') return null;
  for (const byte of code) {
    if (REFUSED_PREFIXES.has(byte)) return 'the kernel sets no probe at an atomic instruction';
    if (byte === EVEX) return 'the kernel sets no probe at an AVX-512 instruction';
    if (!OTHER_PREFIXES.has(byte)) return null;
  }
  return null;
}
