/** Where a function lives in a binary, as its debug information tells: one record a home. The search is functionIndex.ts. */

/** A function by the names that debug information has for it. */
export interface FunctionNames {
  /** Without scopes, with type arguments: `largest<u64>`, `{async_fn#0}`, `{closure#0}`. */
  readonly name: string;
  /** The mangled symbol; null for a function that the linker does not know by name. */
  readonly linkageName: string | null;
  /** Names of the namespaces, types and functions around it, outermost first. */
  readonly path: readonly string[];
}

export type FunctionHome =
  | {
      /** Machine code of its own. */
      readonly kind: 'code';
      /** Of its first instruction. */
      readonly virtualAddress: bigint;
      /** Bytes from there to the end of its (first) range. */
      readonly size: number;
    }
  | InlinedHome
  /** It had machine code, which the linker left out because nothing needs it. */
  | { readonly kind: 'discarded' }
  /** The compiler knew it and made no code of it in this unit. */
  | { readonly kind: 'abstract' };

/**
 * A copy of it inside another function. DWARF 5, section 3.3.8.2. rustc names no entry (DW_AT_entry_pc), so it is taken
 * to be the first instruction of the first range that is no padding, which `perf probe` forgets to pass over.
 */
export interface InlinedHome {
  readonly kind: 'inlined';
  /** Where the copy is entered. */
  readonly virtualAddress: bigint;
  /** Bytes from there to the end of that range. */
  readonly size: number;
  /** The function with machine code that the copy lies in. */
  readonly outer: FunctionNames & { readonly virtualAddress: bigint };
  /** The function whose source has the call: `outer`, or another copy inside it. */
  readonly caller: FunctionNames;
  /**
   * Whether its code lies in one piece. In 174 trials with release builds, hits at the entry were the calls for 96 of 98
   * functions whose copies do, and for 57 of 76 others: a copy that the optimiser cut up may be entered elsewhere too.
   */
  readonly isContiguous: boolean;
  /** Source file of the call; null where debug information does not say. */
  readonly callFile: string | null;
  /** Line of the call; 0 where debug information does not say. */
  readonly callLine1: number;
}

/** Which entry of the debug information describes a home. */
export interface DieReference {
  /** Offset of the unit in .debug_info of the file itself. */
  readonly unitOffset: number;
  /** Offset of the entry there too; where the unit's contents lie in another file, as if they stood at `unitOffset`. */
  readonly dieOffset: number;
}

export interface FunctionRecord extends FunctionNames {
  /** Absolute unless the build shortened its paths; null for what the compiler made up. */
  readonly declFile: string | null;
  /** 0 when the compiler gives no line. */
  readonly declLine1: number;
  readonly home: FunctionHome;
  readonly die: DieReference;
}
