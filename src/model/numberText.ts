/** Numbers for people. */

const WHOLE = new Intl.NumberFormat('en-US');
const COMPACT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const ONE_DIGIT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** `1,234`. */
export function numberText(count: number): string {
  return WHOLE.format(count);
}

/** `0.4`, `12.5`, `1,200`: one digit after the point where it says something. */
export function rateText(perSecond: number): string {
  return perSecond < 100 ? ONE_DIGIT.format(perSecond) : WHOLE.format(Math.round(perSecond));
}

/** `1,234`, or `≥1,234` where there may have been more. */
export function boundText(count: number, isExact: boolean): string {
  return `${isExact ? '' : '≥'}${numberText(count)}`;
}

/** `1 hit`, `1,234 hits`, `≥1,234 hits`. */
export function countText(count: number, noun: string, isExact = true): string {
  return `${boundText(count, isExact)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `0.4`, `12`, `1.2k`, `3.4M`: for where there is little room. */
export function compactText(perSecond: number): string {
  return COMPACT.format(perSecond).replace('K', 'k');
}
