/** The numbers of the table as texts. Pure. */

import { numberText, rateText } from '../../model/numberText.ts';

/** Where a number is not known or says nothing. */
export const NOTHING = '–';

/** `1,234`; `≥1,234` where there may have been more; `≈1,234` of a copy, whose entries need not be its calls. */
export function countCell(count: number, isExact: boolean, isCopy = false): string {
  return `${isExact ? '' : '≥'}${isCopy ? '≈' : ''}${numberText(count)}`;
}

/** `1,200/s`; nothing where it is not known. */
export function rateCell(perSecond: number | null): string {
  return perSecond === null ? '' : `${rateText(perSecond)}/s`;
}

/** `+12`, `−3`, `0`. */
export function differenceCell(difference: number | null, isPerSecond: boolean): string {
  if (difference === null) return NOTHING;
  const size = Math.abs(difference);
  const text = isPerSecond ? `${rateText(size)}/s` : numberText(size);
  return difference === 0 ? text : `${difference > 0 ? '+' : '−'}${text}`;
}

/** `×1.25`, `×40`. */
export function ratioCell(ratio: number | null): string {
  if (ratio === null) return NOTHING;
  const digits = ratio >= 99.95 ? 0 : ratio >= 9.995 ? 1 : 2;
  return `×${ratio.toFixed(digits)}`;
}

/** `0.4 s`, `12.3 s`, `2 min 5 s`, `1 h 2 min`. */
export function elapsedText(elapsedMs: number): string {
  const seconds = elapsedMs / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
