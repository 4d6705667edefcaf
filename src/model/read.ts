/**
 * What a probe fetches when it is hit, in one small location language that every tracer translates.
 * Only numbers and names: it survives JSON.
 */

/** Registers of x86-64 that a uprobe can read, in the order of their DWARF numbers (0 to 16). */
export const REGISTERS = [
  'rax',
  'rdx',
  'rcx',
  'rbx',
  'rsi',
  'rdi',
  'rbp',
  'rsp',
  'r8',
  'r9',
  'r10',
  'r11',
  'r12',
  'r13',
  'r14',
  'r15',
  'rip',
] as const;
export type Register = (typeof REGISTERS)[number];

/** A 64-bit number that a probe computes, an address most often. Sums wrap around. */
export type Word =
  | { readonly kind: 'register'; readonly register: Register; readonly plus: number }
  /** The 64-bit word in the traced process's memory at `at`, plus a number. */
  | { readonly kind: 'load'; readonly at: Word; readonly plus: number };

export type Read =
  /** The eight bytes of the word itself. */
  | { readonly kind: 'word'; readonly word: Word }
  /** So many bytes of the traced process's memory. */
  | { readonly kind: 'memory'; readonly at: Word; readonly bytes: number }
  /**
   * `count` elements of `elementBytes` each that lie at `at`, as far as they fit in `limitBytes`. What is brought has
   * `limitBytes` bytes; what follows the elements among them means nothing.
   */
  | {
      readonly kind: 'elements';
      readonly at: Word;
      readonly count: Word;
      readonly elementBytes: number;
      readonly limitBytes: number;
    };

/** What a tracer brought back for one read: its bytes as they lie in memory, or why there are none. */
export type ReadResult =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** `reason` is a short clause: `not paged in`. */
  | { readonly kind: 'missing'; readonly reason: string };

/** Bytes that a read brings at most. */
export function bytesOf(read: Read): number {
  switch (read.kind) {
    case 'word':
      return 8;
    case 'memory':
      return read.bytes;
    case 'elements':
      return read.limitBytes;
  }
}
