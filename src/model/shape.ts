/**
 * How the bytes of a value are shown: its type's layout, as DWARF gives it, unrolled as far as is read.
 * What lies behind a pointer is in another read of the same probe, which the shape names by its index.
 * Survives JSON. probe/shapeOf… makes shapes, probe/showValue.ts reads bytes by them.
 */

export interface ShapeField {
  /** As Rust names it: `x`, or `0` in a tuple. */
  readonly name: string;
  /** Bytes from the beginning of the value. */
  readonly offset: number;
  readonly shape: Shape;
}

/** Where the elements of a list or the bytes of a text are. */
export type Contents =
  /** In the value itself. */
  | { readonly kind: 'inline'; readonly offset: number }
  /**
   * `read` is an index into the probe's reads, `pointerOffset` where in the value the pointer lies that it follows: what
   * a pointer that cannot be one points at is missing. Left out where the pointer lies elsewhere: it is not checked.
   */
  | { readonly kind: 'read'; readonly read: number; readonly pointerOffset?: number };

/** How many elements there are. */
export type Count =
  | { readonly kind: 'constant'; readonly count: number }
  /** An unsigned 64-bit number in the value itself. */
  | { readonly kind: 'inline'; readonly offset: number };

export type Shape =
  | { readonly kind: 'integer'; readonly bytes: 1 | 2 | 4 | 8 | 16; readonly isSigned: boolean }
  | { readonly kind: 'bool' }
  | { readonly kind: 'char' }
  | { readonly kind: 'float'; readonly bytes: 4 | 8 }
  /** A raw pointer: `0x7ffd…`. */
  | { readonly kind: 'address' }
  /**
   * The address of code, shown by its symbol. `instructionPointer` is the read that brings the probe's own address:
   * it says how far the program was moved when it was loaded.
   */
  | { readonly kind: 'function'; readonly instructionPointer: number }
  /**
   * A pointer to a trait's object: `demo::Circle as dyn demo::Shape`, the concrete type told by its vtable, whose
   * address lies at `vtableOffset`.
   */
  | {
      readonly kind: 'object';
      readonly vtableOffset: number;
      /** `dyn demo::Shape`. */
      readonly traitName: string;
      readonly instructionPointer: number;
    }
  /** Always the same text: `()`, a unit struct, `PhantomData<T>`. */
  | { readonly kind: 'fixed'; readonly text: string }
  /** `Name { x: 1, y: 2 }`; with `isOpen` `..` stands at the end. */
  | {
      readonly kind: 'struct';
      readonly name: string;
      readonly fields: readonly ShapeField[];
      readonly isOpen?: true;
    }
  /** `Name(1, 2)`, `(1, 2)` where the name is empty. */
  | { readonly kind: 'tuple'; readonly name: string; readonly fields: readonly ShapeField[] }
  /** `[1, 2, 3]`. `elements` has one shape for each element that is read; there may be more in the program. */
  | {
      readonly kind: 'list';
      readonly count: Count;
      readonly contents: Contents;
      /** Bytes from one element to the next. */
      readonly stride: number;
      readonly elements: readonly Shape[];
    }
  /** Texts and values in turn, with nothing between them: `0..5`. */
  | { readonly kind: 'joined'; readonly parts: readonly JoinedPart[] }
  /**
   * `"text"`: `utf8` as `str` shows itself, `os` as `OsStr`, `c` as `CStr`. The count of `c` includes the NUL at the end,
   * which is not shown.
   */
  | {
      readonly kind: 'text';
      readonly encoding: 'utf8' | 'os' | 'c';
      readonly count: Count;
      readonly contents: Contents;
    }
  /**
   * Which of several shapes the value has is decided by a number in it: the first case that it lies in.
   * `bytes` 0: there is no number, the only case holds.
   */
  | {
      readonly kind: 'choice';
      readonly offset: number;
      readonly bytes: 0 | 1 | 2 | 4 | 8 | 16;
      readonly isSigned: boolean;
      readonly cases: readonly ShapeCase[];
    }
  /** What is shown lies at `offset` within the value. */
  | { readonly kind: 'within'; readonly offset: number; readonly shape: Shape }
  /**
   * A pointer that shows what it points at: a reference, `Box`, `Rc`. It is the first eight bytes of the value; `read`
   * brings the target's bytes.
   */
  | { readonly kind: 'target'; readonly read: number; readonly shape: Shape }
  /** `core::time::Duration`. */
  | { readonly kind: 'duration'; readonly secondsOffset: number; readonly nanosecondsOffset: number }
  /** A collection of which only the number of entries is read: `{… 3 entries}`; where there is none, `{}`. */
  | { readonly kind: 'entries'; readonly offset: number; readonly open: string; readonly close: string }
  /** Not read, `reason` says why as a short clause: shown as `…`. */
  | { readonly kind: 'unread'; readonly reason: string };

/** A text, or a value at `offset` bytes from the beginning of the whole. */
export type JoinedPart = string | { readonly offset: number; readonly shape: Shape };

export interface ShapeCase {
  /** Inclusive bounds, decimal; null on both sides for every number. */
  readonly from: string | null;
  readonly to: string | null;
  readonly shape: Shape;
}
