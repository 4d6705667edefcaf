/** The `f32` that Rust makes of a decimal number: rounded once, to the nearest, ties to even. */

/** `digits` is a positive decimal number as Rust writes it, without `_`: `1.`, `0.1`, `2.5e-3`. */
export function float32Of(digits: string): number {
  const double = Number(digits);
  const single = Math.fround(double);
  if (single === double || !Number.isFinite(single)) return single;
  // Rounding by way of an f64 goes wrong only where that lies in the middle between two f32, and the number beside it.
  const other = neighbour(single, single < double ? 1 : -1);
  if ((single + other) / 2 !== double) return single;
  const side = compareDecimal(digits, double);
  if (side === 0) return single;
  return side > 0 ? Math.max(single, other) : Math.min(single, other);
}

/** The next f32 above or below one that is not negative. */
function neighbour(single: number, step: 1 | -1): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, single);
  view.setInt32(0, view.getInt32(0) + step);
  return view.getFloat32(0);
}

/** Negative where the decimal number is less than the float, zero where they are equal. */
function compareDecimal(digits: string, float: number): number {
  const [, whole = '', fraction = '', exponent = '0'] = /^([0-9]*)\.?([0-9]*)(?:[eE](.*))?$/.exec(digits) ?? [];
  const power = Number(exponent) - fraction.length;
  const mantissa = BigInt(whole + fraction);
  const { numerator, denominator } = fractionOf(float);
  const left = mantissa * denominator * (power > 0 ? 10n ** BigInt(power) : 1n);
  const right = numerator * (power < 0 ? 10n ** BigInt(-power) : 1n);
  return left === right ? 0 : left < right ? -1 : 1;
}

function fractionOf(float: number): { numerator: bigint; denominator: bigint } {
  let scaled = float;
  let denominator = 1n;
  // Doubling is exact.
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(scaled), denominator };
}
