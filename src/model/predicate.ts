/** A condition on a call that the kernel tests before it records a hit. Survives JSON. */

import type { Register, Word } from './read.ts';

/** A number of the traced program: the low bytes of a word, or so many bytes of its memory. */
export type Scalar = (
  | { readonly kind: 'word'; readonly word: Word }
  /** Bytes of a register from its byte `fromByte` on, counted from the lowest. Compared without a sign only. */
  | { readonly kind: 'registerPart'; readonly register: Register; readonly fromByte: number }
  | { readonly kind: 'memory'; readonly at: Word }
) & { readonly bytes: 1 | 2 | 4 | 8 };

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

export type Predicate =
  | {
      readonly kind: 'compare';
      readonly scalar: Scalar;
      readonly isSigned: boolean;
      readonly comparison: Comparison;
      /** Decimal; fits the scalar. */
      readonly constant: string;
    }
  /** `all` of nothing is true, `any` of nothing is false. */
  | { readonly kind: 'all' | 'any'; readonly of: readonly Predicate[] };
