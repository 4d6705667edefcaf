/** How many calls ended in which way and how long they took, in words that the hover and the command line share. */

import type { CallEnds } from './callEnds.ts';
import { numberText } from '../model/numberText.ts';
import { durationText } from './durationText.ts';
import type { Latency } from './latency.ts';

/** `10 returned · 2 ended in tail calls · 1 unwound · 3 not seen to end`; null where nothing has ended. */
export function endsText({ returned, tailCalled, unwound, unseen }: CallEnds): string | null {
  const parts = [
    returned === 0 ? [] : [`${numberText(returned)} returned`],
    tailCalled === 0 ? [] : [`${numberText(tailCalled)} ended in ${tailCalled === 1 ? 'a tail call' : 'tail calls'}`],
    unwound === 0 ? [] : [`${numberText(unwound)} unwound`],
    unseen === 0 ? [] : [`${numberText(unseen)} not seen to end`],
  ].flat();
  return parts.length === 0 ? null : parts.join(' · ');
}

/** `p50 3.1 µs · p99 12 µs · max 1.2 ms`; null without calls. */
export function latencyText(latency: Latency): string | null {
  const [p50, p99] = [latency.percentileNs(0.5), latency.percentileNs(0.99)];
  if (p50 === null || p99 === null) return null;
  return `p50 ${durationText(p50)} · p99 ${durationText(p99)} · max ${durationText(latency.maxNs)}`;
}
