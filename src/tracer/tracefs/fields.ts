/**
 * How captured arguments travel through a uprobe event: the fetch arguments of each capture
 * (Documentation/trace/uprobetracer.rst), and back. Every field is a 64-bit word or an array of them.
 *
 *   registers   one word a register
 *   text        pointer, length, then limitBytes / 8 words of its bytes, whatever follows its end among them
 */

import type { ArgumentRegister, RawValue, ValueCapture } from '../../model/capture.ts';

/** Names of the registers in fetch arguments. */
const KERNEL_NAMES: Readonly<Record<ArgumentRegister, string>> = {
  rdi: 'di',
  rsi: 'si',
  rdx: 'dx',
  rcx: 'cx',
  r8: 'r8',
  r9: 'r9',
};

/** No Rust slice is longer than isize::MAX. */
const LONGEST_SLICE = 0x7fff_ffff_ffff_ffffn;
/** Smallest page of any machine: what is readable is so in whole pages. */
const PAGE_BYTES = 4096n;

/** Fetch arguments without their names, in the order of `wordsIn`. */
export function fetchArguments({ source }: ValueCapture): string[] {
  if (source.kind === 'registers') return source.registers.map(register => `%${KERNEL_NAMES[register]}:x64`);
  const pointer = `%${KERNEL_NAMES[source.pointer]}`;
  return [`${pointer}:x64`, `%${KERNEL_NAMES[source.length]}:x64`, `+0(${pointer}):x64[${source.limitBytes / 8}]`];
}

/** 64-bit words that a capture takes of a record. */
export function wordsIn({ source }: ValueCapture): number {
  return source.kind === 'registers' ? source.registers.length : 2 + source.limitBytes / 8;
}

/** What the words of one hit say. `words` has `wordsIn(capture)` elements. */
export function rawValue({ source }: ValueCapture, words: readonly bigint[]): RawValue {
  if (source.kind === 'registers') return { kind: 'registers', words };
  const [pointer = 0n, byteLength = 0n, ...content] = words;
  if (byteLength > LONGEST_SLICE) return { kind: 'fault' };
  const bytes = new Uint8Array(source.limitBytes);
  const view = new DataView(bytes.buffer);
  content.forEach((word, index) => {
    view.setBigUint64(index * 8, word, true);
  });
  const kept = byteLength < BigInt(source.limitBytes) ? Number(byteLength) : source.limitBytes;
  return withoutFaults(pointer, byteLength, bytes.subarray(0, kept));
}

/**
 * The kernel reads zeros where memory is not readable, and does not say so. Readable memory ends with a page: where
 * the bytes of a page are all zeros, it may have been unreadable, and the text is taken to end before it.
 */
function withoutFaults(pointer: bigint, byteLength: bigint, bytes: Uint8Array): RawValue {
  let start = 0;
  while (start < bytes.length) {
    const end = Math.min(bytes.length, Number(PAGE_BYTES - ((pointer + BigInt(start)) % PAGE_BYTES)) + start);
    if (bytes.subarray(start, end).every(byte => byte === 0)) break;
    start = end;
  }
  if (start === 0 && bytes.length > 0) return { kind: 'fault' };
  return { kind: 'text', byteLength, bytes: bytes.subarray(0, start) };
}
