/** A function with machine code of its own, as DWARF describes it. DWARF 5, section 3.3; the search is dwarf.ts. */

import type { DwarfType } from './dwarfType.ts';

/** What offsets of a function's variables count from; 'cfa' is the value of rsp before its call pushed anything. */
export type FrameBase = 'rsp' | 'rbp' | 'cfa' | 'other';

/** A 64-bit number that a location expression computes. */
export type DwarfWord =
  /** `number` as DWARF counts registers: 0 to 15 general, 16 the instruction pointer. */
  | { readonly kind: 'register'; readonly number: number; readonly plus: number }
  /** The function's frame base. */
  | { readonly kind: 'frameBase'; readonly plus: number }
  /** The word in memory at `at`, plus a number. */
  | { readonly kind: 'load'; readonly at: DwarfWord; readonly plus: number };

/** A part of a variable, of `bytes` bytes; null where the expression leaves it to the type: all of it. */
export type DwarfPiece = { readonly bytes: number | null } & (
  | { readonly kind: 'memory'; readonly at: DwarfWord }
  /** The low bytes of a register. 0 to 15 general, 17 to 32 xmm0 to xmm15. */
  | { readonly kind: 'register'; readonly number: number }
  /** The low bytes of a number that is computed. */
  | { readonly kind: 'word'; readonly word: DwarfWord }
  /** Known to the compiler. */
  | { readonly kind: 'constant'; readonly value: Uint8Array }
  /** `reason` is a short clause: `optimised out`. */
  | { readonly kind: 'absent'; readonly reason: string }
);

/** Where a variable is while the program stands at one address: its parts in the order of memory. */
export type DwarfPlace = readonly [DwarfPiece, ...DwarfPiece[]];

export interface DwarfParameter {
  /** Null for a pattern or `_`, which have no name. */
  readonly name: string | null;
  /** Read when asked for, with the ELF file still open. May throw `MalformedError`. */
  readonly type: DwarfType;
  /**
   * True where one expression holds for the whole function, as in unoptimised code: then it is right behind the prologue
   * only. False where the place depends on the address.
   */
  readonly isFixed: boolean;
  /** Virtual address -> place. Read when asked for, with the ELF file still open. May throw `MalformedError`. */
  placeAt(address: bigint): DwarfPlace;
}

export interface DwarfFunction {
  /** Without scopes, with type arguments: `largest<u64>`, `{async_fn#0}`, `{closure#0}`. */
  readonly name: string;
  /** The mangled symbol; null for a function that the linker does not know by name. */
  readonly linkageName: string | null;
  /** Names of the namespaces, types and functions around it, outermost first. */
  readonly path: readonly string[];
  /** Absolute unless the build shortened its paths; null for what the compiler made up. */
  readonly declFile: string | null;
  /** 0 when the compiler gives no line. */
  readonly declLine1: number;
  /** Of its first instruction. */
  readonly virtualAddress: bigint;
  /** Bytes from there to the end of its (first) range. */
  readonly size: number;
  readonly frameBase: FrameBase;
  /** In the order of the signature. Optimised code may lack some that the source has: compare the number. */
  readonly parameters: readonly DwarfParameter[];
  /** What a closure or an async body has captured, each under its name in the source; empty for other functions. */
  readonly captured: readonly DwarfParameter[];
  /** Whether the unit was compiled with optimisation, as far as it shows: its variables are in different places in turn. */
  readonly isOptimised: boolean;
  /** Null for none. Read when asked for, with the ELF file still open. May throw `MalformedError`. */
  readonly returnType: DwarfType | null;
  /** False where the unit leaves out all arguments (`debug = 1`): `parameters` is empty then, whatever the source has. */
  readonly hasParameterInfo: boolean;
  /** DW_CC_nocall: arguments are not where the ABI puts them. */
  readonly hasNonstandardCallingConvention: boolean;
  /** Compiler and version as the unit says. */
  readonly producer: string | null;
}
