/**
 * An argument or another value of the traced function: of which bytes it is made, and how they are shown.
 * A capture without readable bytes says why: a value is right or absent.
 */

import type { Shape } from './shape.ts';

/** Bytes of a value, in the order of memory. */
export type Piece =
  /** `bytes` bytes from `offset` of what a read brings; `read` is its index among the probe's. */
  | { readonly kind: 'read'; readonly read: number; readonly offset: number; readonly bytes: number }
  /** Known from debug information: no register holds them. */
  | { readonly kind: 'constant'; readonly bytes: readonly number[] }
  /** `reason` is a short clause that a person can read: `optimised out`. */
  | { readonly kind: 'absent'; readonly bytes: number; readonly reason: string };

export type Capture =
  | {
      readonly kind: 'value';
      /** Name in the signature; `_` for a pattern. */
      readonly name: string;
      /** Rust type as DWARF writes it, e.g. `u32`, `&str`. */
      readonly typeName: string;
      readonly pieces: readonly Piece[];
      readonly shape: Shape;
    }
  | {
      readonly kind: 'absent';
      readonly name: string;
      readonly typeName: string;
      readonly reason: string;
    };

export type ValueCapture = Extract<Capture, { kind: 'value' }>;
