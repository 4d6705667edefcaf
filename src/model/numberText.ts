/** Numbers for people. */

const WHOLE = new Intl.NumberFormat('en-US');
const ONE_DIGIT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** `1,234`. */
export function numberText(count: number): string {
  return WHOLE.format(count);
}

/** `0.4`, `12.5`, `1,200`: one digit after the point where it says something. */
export function rateText(perSecond: number): string {
  return perSecond < 100 ? ONE_DIGIT.format(perSecond) : WHOLE.format(Math.round(perSecond));
}
