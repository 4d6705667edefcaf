/**
 * The hover's part on how calls ended: numbers, a histogram of their times, percentiles; the same for each instance.
 * Times are in powers of two, one character each: `512 ns ▁▂█▃▁ 16 µs`. Pure.
 */

import type { CallEnds } from '../session/callEnds.ts';
import { durationText } from '../session/durationText.ts';
import { endsText, latencyText } from '../session/endsText.ts';
import type { Latency } from '../session/latency.ts';
import type { TraceSession } from '../session/traceSession.ts';
import { countText } from '../model/numberText.ts';
import { codeBlock, escapeMarkdown, listed } from './markdownEscape.ts';

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** Null while no call has ended. */
export function endsMarkdown(session: TraceSession): string | null {
  const { calls, polls } = session.ends;
  const isAsync = endsText(polls) !== null;
  const lines = [...linesOf(isAsync ? 'calls: ' : '', calls), ...linesOf('polls: ', polls)];
  if (lines.length === 0) return null;
  return [codeBlock('text', lines), instances(session)].filter(part => part !== null).join('\n\n');
}

/** What the times are; null where there are none. */
export function timesNote(session: TraceSession): string | null {
  const { ends, tally, isExact } = session;
  if (ends.calls.latency.count + ends.polls.latency.count === 0) return null;
  const { calls, polls } = ends;
  const returned = calls.returned + polls.returned;
  const isPart = !isExact || returned + calls.tailCalled + calls.unwound < tally.hits;
  const whose = isPart ? ` of the ${countText(returned, 'call')} whose return was recorded` : '';
  return escapeMarkdown(`Times${whose} are from entry to return, to 1.6 %, and include what the probes take.`);
}

/** One character a power of two; a blank where no call took so long. Empty without calls. */
export function histogramText(latency: Latency): string {
  const buckets = latency.powersOfTwo();
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined) return '';
  const most = Math.max(...buckets.map(({ count }) => count));
  const bars = buckets.map(({ count }) =>
    count === 0 ? ' ' : (BLOCKS[Math.ceil((count / most) * BLOCKS.length) - 1] ?? ' '),
  );
  return `${durationText(first.fromNs)} ${bars.join('')} ${durationText(Math.max(1, 2 * last.fromNs))}`;
}

function linesOf(label: string, ends: CallEnds): string[] {
  const text = endsText(ends);
  if (text === null) return [];
  const percentiles = latencyText(ends.latency);
  return [`${label}${text}`, ...(percentiles === null ? [] : [histogramText(ends.latency), percentiles])];
}

/** Null where there is one instance. */
function instances({ instances: all }: TraceSession): string | null {
  if (all.length < 2) return null;
  const rows = all.flatMap(({ instance: { demangled, kind }, ends }) => {
    const text = latencyText(ends.latency);
    return text === null ? [] : [escapeMarkdown(`${kind === 'poll' ? 'polls of ' : ''}${demangled}: ${text}`)];
  });
  return rows.length < 2 ? null : listed(rows).join('  \n');
}
