/**
 * A predicate as the filter of an event (Documentation/trace/events.rst, "Event filtering") and the scalar fields that
 * it compares. Filters know no sums: what is added to a word is taken out of the comparison.
 */

import type { Comparison, Predicate, Scalar } from '../../model/predicate.ts';
import { fetchAt, fetchOfWord } from './fetch.ts';

export interface Filter {
  /** Fetch arguments, `c0` first. */
  readonly fields: readonly string[];
  /** Null: every record passes. */
  readonly text: string | null;
}

/** Process 0 runs no program. */
const NEVER = 'common_pid == 0';

type Term = boolean | string;

export function filterOf(predicate: Predicate | null): Filter {
  const fields: string[] = [];
  const term = predicate === null ? true : termOf(predicate, fetch => nameOf(fetch, fields));
  return { fields, text: term === true ? null : term === false ? NEVER : term };
}

function nameOf(fetch: string, fields: string[]): string {
  const known = fields.indexOf(fetch);
  return `c${known < 0 ? fields.push(fetch) - 1 : known}`;
}

function termOf(predicate: Predicate, name: (fetch: string) => string): Term {
  switch (predicate.kind) {
    case 'compare':
      return comparisonOf(predicate, name);
    case 'all':
    case 'any': {
      const terms = predicate.of.map(each => termOf(each, name));
      const decisive = predicate.kind === 'any';
      if (terms.includes(decisive)) return decisive;
      const open = [...new Set(terms.filter(term => typeof term === 'string'))];
      if (open.length === 0) return !decisive;
      return open.length === 1 ? (open[0] ?? !decisive) : `(${open.join(decisive ? ' || ' : ' && ')})`;
    }
  }
}

function comparisonOf(
  { scalar, isSigned, comparison, constant }: Extract<Predicate, { kind: 'compare' }>,
  name: (fetch: string) => string,
): Term {
  const bits = scalar.bytes * 8;
  if (scalar.kind === 'registerPart') return `${name(partFetch(scalar))} ${comparison} ${BigInt(constant)}`;
  const plus = scalar.kind === 'memory' ? 0n : BigInt.asUintN(bits, BigInt(scalar.word.plus));
  const fetch = scalar.kind === 'memory' ? fetchAt(scalar.at, 0) : fetchOfWord(scalar.word);
  if (plus === 0n) return `${name(`${fetch}:${isSigned ? 's' : 'u'}${bits}`)} ${comparison} ${BigInt(constant)}`;
  return withoutSum(name(`${fetch}:u${bits}`), { plus, isSigned, comparison, constant: BigInt(constant), bits });
}

/** A bit field, whose value has no sign. */
function partFetch({ register, fromByte, bytes }: Extract<Scalar, { kind: 'registerPart' }>): string {
  return `${fetchOfWord({ kind: 'register', register, plus: 0 })}:b${bytes * 8}@${fromByte * 8}/64`;
}

interface Sum {
  readonly plus: bigint;
  readonly isSigned: boolean;
  readonly comparison: Comparison;
  readonly constant: bigint;
  readonly bits: number;
}

/** `field + plus COMPARISON constant`: the sums for which it holds are a range, that of the field is moved by `plus`. */
function withoutSum(field: string, { plus, isSigned, comparison, constant, bits }: Sum): Term {
  const least = isSigned ? -(1n << BigInt(bits - 1)) : 0n;
  const most = least + (1n << BigInt(bits)) - 1n;
  const isIn = (from: bigint, to: bigint): Term => {
    if (from > to) return false;
    if (from === least && to === most) return true;
    const [low, high] = [BigInt.asUintN(bits, from - plus), BigInt.asUintN(bits, to - plus)];
    if (low === high) return `${field} == ${low}`;
    return `(${field} >= ${low} ${low < high ? '&&' : '||'} ${field} <= ${high})`;
  };
  switch (comparison) {
    case '==':
      return isIn(constant, constant);
    case '!=':
      return `${field} != ${BigInt.asUintN(bits, constant - plus)}`;
    case '<':
      return isIn(least, constant - 1n);
    case '<=':
      return isIn(least, constant);
    case '>':
      return isIn(constant + 1n, most);
    case '>=':
      return isIn(constant, most);
  }
}
