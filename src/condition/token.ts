/** The words of a condition: Rust's tokens, as far as conditions use them. */

import type { Span } from './conditionError.ts';

export type Token = Span &
  (
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'literal'; readonly literal: Literal }
    | { readonly kind: 'symbol'; readonly symbol: string }
    | { readonly kind: 'end' }
  );

export type Literal =
  | { readonly kind: 'integer'; readonly value: bigint; readonly suffix: string | null }
  /** `digits` is decimal, without `_`: how it rounds depends on the type that it gets. */
  | { readonly kind: 'float'; readonly digits: string; readonly suffix: string | null }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'char'; readonly codePoint: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: readonly number[] };

/** Longest first: the first that fits is taken. */
export const SYMBOLS = [
  ...['..=', '&&', '||', '==', '!=', '<=', '>=', '<<', '>>', '..', '::', '=>', '(', ')', '[', ']', '{', '}'],
  ...['<', '>', '!', '&', '|', '^', '+', '-', '*', '/', '%', '.', ',', ':', '@', '='],
] as const;
