/** A function with machine code of its own, as DWARF describes it. DWARF 5, section 3.3; the search is dwarf.ts. */

import type { DwarfType } from './dwarfType.ts';

/** What offsets of a function's variables count from; 'cfa' is the value of rsp before its call pushed anything. */
export type FrameBase = 'rsp' | 'rbp' | 'cfa' | 'other';

export type DwarfLocation =
  /** In memory at the frame base plus `offset` bytes, anywhere in the function behind its prologue. */
  | { readonly kind: 'frameOffset'; readonly offset: number }
  /** The optimiser left no value. */
  | { readonly kind: 'none' }
  /** In registers, in pieces, or different from place to place. */
  | { readonly kind: 'other' };

export interface DwarfParameter {
  /** Null for a pattern or `_`, which have no name. */
  readonly name: string | null;
  /** Read when asked for, with the ELF file still open. May throw `MalformedError`. */
  readonly type: DwarfType;
  readonly location: DwarfLocation;
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
  /** Null for none. Read when asked for, with the ELF file still open. May throw `MalformedError`. */
  readonly returnType: DwarfType | null;
  /** False where the unit leaves out all arguments (`debug = 1`): `parameters` is empty then, whatever the source has. */
  readonly hasParameterInfo: boolean;
  /** DW_CC_nocall: arguments are not where the ABI puts them. */
  readonly hasNonstandardCallingConvention: boolean;
  /** Compiler and version as the unit says. */
  readonly producer: string | null;
}
