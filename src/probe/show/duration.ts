/** Durations as Rust's `{:?}` prints them: `1.5s`, `3µs`. Follows library/core/src/time.rs. */

const NANOSECONDS_PER_SECOND = 1_000_000_000;

/** `nanoseconds` is what the seconds leave; null where that is a second or more: no `Duration` holds it. */
export function debugDuration(seconds: number | bigint, nanoseconds: number): string | null {
  if (nanoseconds >= NANOSECONDS_PER_SECOND) return null;
  if (seconds > 0) return `${seconds}${fraction(nanoseconds, 9)}s`;
  if (nanoseconds >= 1_000_000) return inUnit(nanoseconds, 6, 'ms');
  if (nanoseconds >= 1000) return inUnit(nanoseconds, 3, 'µs');
  return `${nanoseconds}ns`;
}

function inUnit(nanoseconds: number, decimals: number, unit: string): string {
  const size = 10 ** decimals;
  return `${Math.floor(nanoseconds / size)}${fraction(nanoseconds % size, decimals)}${unit}`;
}

/** So many decimal places without the zeros at the end, behind a point where any is left. */
function fraction(part: number, decimals: number): string {
  return part === 0 ? '' : `.${String(part).padStart(decimals, '0').replace(/0+$/, '')}`;
}
