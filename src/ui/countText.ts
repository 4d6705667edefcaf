/** Counts with what they count, for people. */

import { numberText } from '../model/numberText.ts';

const COMPACT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

export { numberText, rateText } from '../model/numberText.ts';

/** `1 hit`, `1,234 hits`. */
export function countText(count: number, noun: string): string {
  return `${numberText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `1,234`, or `≥1,234` where there may have been more. */
export function boundText(count: number, isExact: boolean): string {
  return `${isExact ? '' : '≥'}${numberText(count)}`;
}

/** `0.4`, `12`, `1.2k`, `3.4M`: for where there is little room. */
export function compactText(perSecond: number): string {
  return COMPACT.format(perSecond).replace('K', 'k');
}
