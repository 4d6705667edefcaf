/** One machine-code home of a function in an artifact. */

/** `body`: the function itself. `poll`: the body of an `async fn`, entered once per poll of its future. */
export type InstanceKind = 'body' | 'poll';

export interface FunctionInstance {
  /** Mangled symbol, as in the ELF symbol table. */
  readonly symbol: string;
  /** Demangled path without hash, with type arguments where DWARF knows them: `demo::largest<u64>`. */
  readonly demangled: string;
  readonly kind: InstanceKind;
  /** Offset of its first instruction in the ELF file, bytes. What a uprobe is set at. */
  readonly fileOffset: number;
  /** Length of its code in bytes; 0 when the symbol table does not say. */
  readonly size: number;
}
