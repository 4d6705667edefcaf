/**
 * A function as it stands in a source file: what a lens is drawn above.
 * Lines and characters are zero-based and count UTF-16 units, as in the editor.
 */

export interface Position0 {
  readonly line0: number;
  readonly character0: number;
}

export interface Range0 {
  readonly start: Position0;
  readonly end: Position0;
}

/** Where the function stands. `async`, `unsafe`, `const` and generics are properties, not kinds. */
export type RustFunctionKind = 'free' | 'inherent' | 'traitImpl' | 'traitDefault' | 'nested' | 'macroBody';

export interface RustFunction {
  /** Absolute path of the source file. */
  readonly file: string;
  /** The identifier, without `r#`. */
  readonly name: string;
  /**
   * Path inside the file, as a reader would write it: inline modules, enclosing functions, then `Type::name`,
   * `<Type as Trait>::name` for a trait impl, `Trait::name` for a trait's default method. No crate or file module.
   */
  readonly path: string;
  readonly kind: RustFunctionKind;
  readonly isAsync: boolean;
  /** Has type or const parameters, its own or of its impl; true for a trait's default method, generic over `Self`. */
  readonly isGeneric: boolean;
  /** Carries `#[test]` or an attribute whose last segment is `test` (`#[tokio::test]`). */
  readonly isTest: boolean;
  /** Predicate of the nearest `#[cfg(…)]` on it or around it in its file, e.g. `feature = "fast"`; null for none. */
  readonly cfg: string | null;
  /** `fn main` at the top level of the file. */
  readonly isMain: boolean;
  readonly nameRange: Range0;
  /** From the first attribute or doc comment that belongs to it to the end of its body. */
  readonly itemRange: Range0;
  /**
   * Line of the item's first word after attributes and doc comments: the visibility where there is one.
   * rustc writes this line, plus one, as `DW_AT_decl_line`.
   */
  readonly signatureLine0: number;
}
