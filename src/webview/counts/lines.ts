/** Which lines the table has, and in which order: filtered and sorted functions, instances below those that are open. Pure. */

import type { CountsMessage, FunctionRow } from './messages.ts';
import type { Sort, ViewState } from './viewState.ts';

/** One line of the table. */
export interface Line {
  /** Index of the function. */
  readonly function: number;
  /** Index among the function's instances; null for the function itself. */
  readonly instance: number | null;
}

export type Numbers = Pick<CountsMessage, 'counts' | 'rates' | 'comparison'>;

/** The functions to be shown, in their order. */
export function orderedFunctions(rows: readonly FunctionRow[], numbers: Numbers, view: ViewState): number[] {
  const matches = matcherOf(view.filter);
  const shown: number[] = [];
  for (const [index, row] of rows.entries()) {
    if (!view.showsZeros && numbers.counts[index] === 0) continue;
    if (matches(row)) shown.push(index);
  }
  return shown.sort(comparerOf(rows, numbers, view.sort));
}

export function linesOf(functions: readonly number[], rows: readonly FunctionRow[], view: ViewState): Line[] {
  const lines: Line[] = [];
  for (const index of functions) {
    lines.push({ function: index, instance: null });
    if (!view.expanded.has(index)) continue;
    const instances = rows[index]?.instances.length ?? 0;
    for (let instance = 0; instance < instances; instance++) lines.push({ function: index, instance });
  }
  return lines;
}

/** Every word of the filter stands in the name or in the crate; in any case where the filter is all lower case. */
function matcherOf(filter: string): (row: FunctionRow) => boolean {
  const words = filter.split(/\s+/).filter(word => word !== '');
  const isLower = filter === filter.toLowerCase();
  return ({ name, crate }) => {
    const text = isLower ? `${name} ${crate}`.toLowerCase() : `${name} ${crate}`;
    return words.every(word => text.includes(word));
  };
}

/** Equal ones stand by name, so that the order does not jump about; what is not known comes last either way. */
function comparerOf(rows: readonly FunctionRow[], numbers: Numbers, sort: Sort): (a: number, b: number) => number {
  const byName = (a: number, b: number): number => compareTexts(rows[a]?.name, rows[b]?.name) || a - b;
  const sign = sort.isDescending ? -1 : 1;
  switch (sort.column) {
    case 'name':
      return (a, b) => sign * compareTexts(rows[a]?.name, rows[b]?.name) || a - b;
    case 'crate':
      return (a, b) => sign * compareTexts(rows[a]?.crate, rows[b]?.crate) || byName(a, b);
    case 'count':
    case 'rate':
    case 'difference':
    case 'ratio': {
      const values = valuesOf(numbers, sort.column);
      return (a, b) => compareNumbers(values[a] ?? null, values[b] ?? null, sign) || byName(a, b);
    }
  }
}

function valuesOf(
  { counts, rates, comparison }: Numbers,
  column: 'count' | 'rate' | 'difference' | 'ratio',
): readonly (number | null)[] {
  switch (column) {
    case 'count':
      return counts;
    case 'rate':
      return rates;
    case 'difference':
      return comparison?.differences ?? [];
    case 'ratio':
      return comparison?.ratios ?? [];
  }
}

function compareNumbers(a: number | null, b: number | null, sign: number): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -sign : sign;
}

/** By code units: the same on every machine, and fast for thousands of paths. */
function compareTexts(a = '', b = ''): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
