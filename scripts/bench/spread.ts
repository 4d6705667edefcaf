/** What several measurements of one thing come to. */

export interface Spread {
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** `values` must not be empty. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  return { median, minimum: sorted[0] ?? 0, maximum: sorted.at(-1) ?? 0 };
}
