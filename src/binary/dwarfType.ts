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
  /** A reference, a raw pointer, a `Box`. `target` is null for a pointer to nothing known, C's `void *`. */
  | { readonly kind: 'pointer'; readonly name: string; readonly target: DwarfType | null }
  /** A pointer to code. */
  | { readonly kind: 'functionPointer'; readonly name: string }
  | CompositeType<'struct'>
  | CompositeType<'union'>
  | EnumType
  | { readonly kind: 'array'; readonly name: string; readonly element: DwarfType; readonly count: number | null }
  | { readonly kind: 'other'; readonly name: string; readonly byteSize: number | null };

interface NamedType<Kind extends string> {
  readonly kind: Kind;
  readonly name: string;
  /** Names of the namespaces and types around it, outermost first: `alloc`, `string`. */
  readonly path: readonly string[];
  readonly byteSize: number | null;
  /** Bytes; null when the compiler does not say. */
  readonly alignment: number | null;
  /** In the order in which they are written: `T`, `A` of a `Vec<T, A>`. */
  readonly typeArguments: readonly { readonly name: string; readonly type: DwarfType }[];
}

interface CompositeType<Kind extends string> extends NamedType<Kind> {
  /** In the order of the source. */
  readonly members: readonly DwarfMember[];
}

/** With data in its variants or without, whichever way the compiler describes it. */
export interface EnumType extends NamedType<'enum'> {
  /** The number that tells the variants apart, a niche perhaps; null where one variant is all there is. */
  readonly discriminant: DwarfMember | null;
  readonly variants: readonly DwarfVariant[];
  /** Members beside the variants: none in Rust's own enums, state and captures in those of async bodies. */
  readonly members: readonly DwarfMember[];
}

export interface DwarfVariant {
  readonly name: string;
  /** Numbers that stand for it, inclusive, as the discriminant's type counts; null: every number of no other variant. */
  readonly values: readonly { readonly from: bigint; readonly to: bigint }[] | null;
  /** Its fields, at offsets in the whole value; null where the variant is no more than its number. */
  readonly type: DwarfType | null;
}

export interface DwarfMember {
  /** `_` without a name, `__0` in a tuple. */
  readonly name: string;
  /** Bytes from the beginning of the value. */
  readonly offset: number;
  readonly type: DwarfType;
}
