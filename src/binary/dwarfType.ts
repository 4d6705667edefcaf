/**
 * Types as the compiler describes them. What a type refers to (members, target, element) is read when asked for, so
 * types may refer to themselves; reading needs the ELF file to be open still and may throw `MalformedError`.
 * DWARF 5, chapter 5. The reader is dwarf/types.ts.
 */

/** `char` is Rust's, a Unicode scalar value in four bytes. */
export type BaseEncoding = 'signed' | 'unsigned' | 'bool' | 'char' | 'float' | 'other';

/**
 * `name` is as the language writes it, with type arguments; `_` for a type without a name.
 * Sizes in bytes; null when the compiler does not say.
 */
export type DwarfType =
  | { readonly kind: 'base'; readonly name: string; readonly encoding: BaseEncoding; readonly byteSize: number }
  /** `target` is null for a pointer to nothing known, C's `void *`. */
  | { readonly kind: 'pointer'; readonly name: string; readonly target: DwarfType | null }
  | CompositeType<'struct'>
  /** Also a Rust enum with data; the fields of its variants are not among the members. */
  | CompositeType<'enum'>
  | CompositeType<'union'>
  | { readonly kind: 'array'; readonly name: string; readonly element: DwarfType; readonly count: number | null }
  | { readonly kind: 'other'; readonly name: string; readonly byteSize: number | null };

interface CompositeType<Kind extends string> {
  readonly kind: Kind;
  readonly name: string;
  readonly byteSize: number | null;
  readonly members: readonly DwarfMember[];
}

export interface DwarfMember {
  /** `_` without a name, `__0` in a tuple. */
  readonly name: string;
  /** Bytes from the beginning of the value. */
  readonly offset: number;
  readonly type: DwarfType;
}
