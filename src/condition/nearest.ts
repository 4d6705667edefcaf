/** "Did you mean": the known name that is most like one that is not known. */

/** Null where none is alike. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: { name: string; distance: number } | null = null;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && (best === null || distance < best.distance)) best = { name: candidate, distance };
  }
  return best?.name ?? null;
}

/** Letters to put in, take out, change, or exchange with their neighbours (optimal string alignment). */
function editDistance(left: string, right: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 0; i < left.length; i++) {
    const row = [i + 1];
    for (let j = 0; j < right.length; j++) {
      const changed = at(last, j) + (left[i] === right[j] ? 0 : 1);
      const isExchanged = i > 0 && j > 0 && left[i] === right[j - 1] && left[i - 1] === right[j];
      const exchanged = isExchanged ? at(beforeLast, j - 1) + 1 : Infinity;
      row.push(Math.min(changed, exchanged, at(last, j + 1) + 1, at(row, j) + 1));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, right.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
