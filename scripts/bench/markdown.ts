/** Tables of the sections, in Markdown. */

import { digits } from './section.ts';
import type { Spread } from './spread.ts';

/** Columns of figures but the first stand to the right, words to the left. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_cell, column) =>
    column > 0 && rows.some(row => FIGURE.test(row[column] ?? '')) ? '--:' : '---',
  );
  return [head, rule, ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

const FIGURE = /^(?:[≤≥] )?\d/;

/** The median, and the smallest and the largest: `1.20 (1.16 to 1.49)`. */
export function spreadText({ median, minimum, maximum }: Spread, scale = 1): string {
  const [middle, low, high] = [median, minimum, maximum].map(value => digits(value * scale));
  return `${middle} (${low} to ${high})`;
}
