/**
 * Floating-point numbers as Rust's `{:?}` prints them: the shortest digits that mean the number and no other of its type.
 * Follows library/core/src/fmt/float.rs: exponents stand below 1e-4 and from 1e16.
 */

export function debugF64(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Object.is(value, -0)) return '-0.0';
  const magnitude = Math.abs(value);
  if (magnitude === Infinity) return value < 0 ? '-inf' : 'inf';
  // JavaScript writes shortest digits too, but exponents only outside of 1e-6 to 1e21.
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    return tieRoundedUp(value, value.toExponential(), digits => value.toExponential(digits - 1)).replace('e+', 'e');
  }
  const text = tieRoundedUp(value, String(value), digits => value.toPrecision(digits));
  return Number.isInteger(value) ? `${text}.0` : text;
}

/**
 * Where a number lies in the middle of two decimals that both mean it, JavaScript's shortest text is the even one and
 * Rust's the one away from zero, as `rounded` to so many digits is. An f64 can only lie so between decimals of 16 digits.
 */
function tieRoundedUp(value: number, shortest: string, rounded: (digits: number) => string): string {
  if (shortest.length < 17) return shortest;
  const up = rounded(shortest.replace(/^-?[0.]*|\.|e.*$/g, '').length);
  return Number(up) === value ? up : shortest;
}

/** `value` must be an f32. */
export function debugF32(value: number): string {
  return debugF64(shortestOfF32(value));
}

/** The f64 whose shortest digits are those of the f32. */
function shortestOfF32(value: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const exception = EXCEPTIONS.get(Math.abs(value));
  if (exception !== undefined) return value < 0 ? -exception : exception;
  // Six digits tell any two normal numbers apart, so fewer than six need not be tried one by one; nine always do.
  for (let digits = Math.abs(value) < SMALLEST_NORMAL_F32 ? 1 : 6; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(9));
}

const SMALLEST_NORMAL_F32 = 2 ** -126;

/**
 * Where the nearest decimal of so many digits that rounds to the number is not the answer. All of them, found by trying
 * every power of two, and every decimal of up to eight digits whose f64 lies halfway between two f32 while it itself
 * does not.
 */
const EXCEPTIONS: ReadonlyMap<number, number> = new Map([
  // Below a power of two numbers lie twice as close: the nearest decimal is another number's, the one above is not.
  [2 ** -96, 1.2621775e-29],
  [2 ** 87, 1.5474251e26],
  [2 ** 90, 1.2379401e27],
  // 7.038531e-26 rounds to the number above when it is rounded to f64 first.
  [Math.fround(7.0385307e-26), 7.038531e-26],
  [Math.fround(7.0385313e-26), 7.0385313e-26],
]);
