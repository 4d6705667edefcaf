/** A condition as it is written, before anything is known of the values that it names. */

import type { Comparison } from '../model/predicate.ts';
import type { Span } from './conditionError.ts';
import type { Literal } from './token.ts';

export const CALCULATIONS = ['*', '/', '%', '+', '-', '<<', '>>', '&', '^', '|'] as const;
export type Calculation = (typeof CALCULATIONS)[number];

/** `&x` and `*x` are `x`: references are followed by themselves. */
export type Expression = Span &
  (
    | { readonly kind: 'or' | 'and'; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'not' | 'negative'; readonly of: Expression }
    | {
        readonly kind: 'compare';
        readonly comparison: Comparison;
        readonly left: Expression;
        readonly right: Expression;
      }
    | {
        readonly kind: 'calculate';
        readonly calculation: Calculation;
        readonly left: Expression;
        readonly right: Expression;
      }
    | { readonly kind: 'literal'; readonly literal: Literal }
    /** `x`, `State::Open`. */
    | { readonly kind: 'path'; readonly segments: readonly string[] }
    | { readonly kind: 'field'; readonly of: Expression; readonly name: Name }
    | { readonly kind: 'index'; readonly of: Expression; readonly index: Expression }
    | { readonly kind: 'method'; readonly of: Expression; readonly name: Name; readonly given: readonly Expression[] }
    /** `Some(5)`, `Duration::from_millis(5)`. */
    | { readonly kind: 'call'; readonly segments: readonly string[]; readonly given: readonly Expression[] }
    | { readonly kind: 'struct'; readonly segments: readonly string[]; readonly fields: readonly NamedExpression[] }
    | { readonly kind: 'tuple' | 'array'; readonly elements: readonly Expression[] }
    | {
        readonly kind: 'matches';
        readonly of: Expression;
        readonly pattern: Pattern;
        readonly guard: Expression | null;
      }
  );
export type ExpressionOf<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

export interface Name extends Span {
  readonly text: string;
}

export interface NamedExpression {
  readonly name: Name;
  readonly value: Expression;
}

export type Pattern = Span &
  (
    | { readonly kind: 'any' }
    /** A variant without fields, or else a name for the value: the value's type decides. */
    | { readonly kind: 'name'; readonly name: string }
    /** Also what is compared with `==`: there no part of it is `any` or gives a name. */
    | { readonly kind: 'constant'; readonly value: Expression }
    | {
        readonly kind: 'range';
        readonly start: Expression | null;
        readonly end: Expression | null;
        readonly isInclusive: boolean;
      }
    /** `Some(x)`, `Point { x, .. }`; `(a, b)` has no segments. Fields of tuples are named `0`, `1`. */
    | {
        readonly kind: 'fields';
        readonly segments: readonly string[];
        readonly fields: readonly NamedPattern[];
        /** `..`: there may be more fields. */
        readonly isOpen: boolean;
      }
    | { readonly kind: 'array'; readonly elements: readonly Pattern[] }
    | { readonly kind: 'or'; readonly patterns: readonly Pattern[] }
  );

export interface NamedPattern {
  readonly name: Name;
  readonly pattern: Pattern;
}
