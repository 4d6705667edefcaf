/** Joins predicates, and keeps them small: what is always or never so disappears. */

import type { Comparison, Predicate } from '../model/predicate.ts';

export const ALWAYS: Predicate = { kind: 'all', of: [] };
export const NEVER: Predicate = { kind: 'any', of: [] };

export function all(...parts: readonly Predicate[]): Predicate {
  return join('all', parts);
}

export function any(...parts: readonly Predicate[]): Predicate {
  return join('any', parts);
}

function join(kind: 'all' | 'any', parts: readonly Predicate[]): Predicate {
  const of: Predicate[] = [];
  for (const part of parts) {
    if (part.kind === 'compare') of.push(part);
    else if (part.kind === kind) of.push(...part.of);
    // The other kind of nothing decides alone.
    else if (part.of.length === 0) return part;
    else of.push(part);
  }
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind, of };
}

const OPPOSITE: Readonly<Record<Comparison, Comparison>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

/** Holds where the predicate does not, as far as all that it compares can be read. */
export function negated(predicate: Predicate): Predicate {
  if (predicate.kind === 'compare') return { ...predicate, comparison: OPPOSITE[predicate.comparison] };
  const of = predicate.of.map(negated);
  return predicate.kind === 'all' ? any(...of) : all(...of);
}

const MIRRORED: Readonly<Record<Comparison, Comparison>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** The comparison with its sides exchanged. */
export function mirrored(comparison: Comparison): Comparison {
  return MIRRORED[comparison];
}

/**
 * Compares two things of two parts each, of which the first decides unless it is equal. `rest` is asked for once at
 * most, `first` for more than one comparison.
 */
export function lexicographic(
  comparison: Comparison,
  first: (comparison: Comparison) => Predicate,
  rest: (comparison: Comparison) => Predicate,
): Predicate {
  switch (comparison) {
    case '==':
      return all(first('=='), rest('=='));
    case '!=':
      return any(first('!='), rest('!='));
    case '<':
    case '<=':
      return any(first('<'), all(first('=='), rest(comparison)));
    case '>':
    case '>=':
      return any(first('>'), all(first('=='), rest(comparison)));
  }
}
