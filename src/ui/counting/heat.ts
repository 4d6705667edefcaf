/** How hot a function is among those that were counted with it: by rank, so that one of a million calls does not pale all others. Pure. */

export const HEAT_STEPS = 5;

/**
 * The steps of a list of counts: 1 for the coldest fifth of those that were called, HEAT_STEPS for the hottest; null for
 * what was not called. Equal counts are equally hot.
 */
export function heatScale(counts: readonly number[]): (count: number) => number | null {
  const sorted = Float64Array.from(counts.filter(count => count > 0)).sort();
  return count => {
    if (count <= 0 || sorted.length === 0) return null;
    return Math.max(1, Math.ceil((HEAT_STEPS * atMost(sorted, count)) / sorted.length));
  };
}

/** How many of them are no more than `count`. */
function atMost(sorted: Float64Array, count: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) <= count) low = middle + 1;
    else high = middle;
  }
  return low;
}
