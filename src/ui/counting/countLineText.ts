/** The text of a count at the end of a function's line: `12,345 calls · 1.2k/s`. Pure. */

import { compactText, countText } from '../../model/numberText.ts';
import { entriesOf, type ShownCount } from './countsInText.ts';

/** Null where nothing of the function itself was counted. */
export function countLineText(shown: ShownCount): string | null {
  const { session } = shown;
  const parts = entriesTexts(shown);
  if (parts.length === 0) return null;
  return [...parts, ...(session.state.kind === 'paused' ? ['paused'] : [])].join(' · ');
}

/** One rate: that of the calls where they are known. */
function entriesTexts({ calls, polls }: ShownCount): string[] {
  const called = entriesOf(calls);
  const polled = entriesOf(polls);
  const rate = (called ?? polled)?.perSecond ?? 0;
  const bound = (called ?? polled)?.isExact === false ? '≥' : '';
  return [
    ...(called === null ? [] : [countText(called.count, 'call', called.isExact)]),
    ...(rate === 0 ? [] : [`${bound}${compactText(rate)}/s`]),
    ...(polled === null ? [] : [countText(polled.count, 'poll', polled.isExact)]),
  ];
}
