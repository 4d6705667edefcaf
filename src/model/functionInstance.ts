/** One machine-code home of a function in an artifact: its own code, or a copy of it inside another function. */

/**
 * What entering it means. `body`: the function is called. `poll`: the body of an `async fn` is entered, once per poll
 * of its future.
 */
export type InstanceKind = 'body' | 'poll';

/** Where the optimiser copied the function into another one. */
export interface InlinedSite {
  /** The function whose source has the call, demangled; it may be inlined itself. */
  readonly caller: string;
  /** Absolute path of the source file with the call; null where debug information does not say. */
  readonly callFile: string | null;
  /** Line of the call, one-based; 0 where debug information does not say. */
  readonly callLine1: number;
  /**
   * Whether its code lies in one piece. A copy is counted where it is entered first; one in pieces may be entered
   * elsewhere too, and then its hits are not its calls.
   */
  readonly isContiguous: boolean;
}

export interface FunctionInstance {
  /** Mangled symbol of the code it lies in, as in the ELF symbol table: its own, unless it is inlined. */
  readonly symbol: string;
  /** Bytes from that symbol to its first instruction: 0 unless it is inlined or has no symbol of its own. */
  readonly symbolOffset: number;
  /** Demangled path without hash, with type arguments where DWARF knows them: `demo::largest<u64>`. */
  readonly demangled: string;
  readonly kind: InstanceKind;
  /** Null for code of its own. */
  readonly inlined: InlinedSite | null;
  /** Offset of its first instruction in the ELF file, bytes. What a uprobe is set at. */
  readonly fileOffset: number;
  /** Length of its code in bytes; 0 when the symbol table does not say. */
  readonly size: number;
  /** Demangled paths of other functions that were given the same code: their calls cannot be told from its own. */
  readonly sharedWith: readonly string[];
}
