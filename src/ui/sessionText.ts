/** A trace's state in words: the parts that the end-of-line text and the hover have in common. Pure. */

import type { TraceSession } from '../session/traceSession.ts';
import { countText, numberText } from './countText.ts';

/** Whether the function's polls are counted apart from its calls. */
function isAsyncTrace(session: TraceSession): boolean {
  return session.plan.probes.some(probe => probe.instance.kind === 'poll');
}

/** `3 hits`, or for an async fn `3 calls` and `9 polls`; then what the counts miss. Empty while there is nothing to count. */
export function countParts(session: TraceSession): string[] {
  if (session.calls + session.polls + session.lost === 0) return [];
  const parts = isAsyncTrace(session)
    ? [countText(session.calls, 'call'), countText(session.polls, 'poll')]
    : [countText(session.calls, 'hit')];
  if (session.lost > 0) parts.push(`lost ${numberText(session.lost)}`);
  return parts;
}

/** Instances that the limit of probes has left out of the counts; null when there is none. */
export function omittedText(session: TraceSession): string | null {
  const omitted = session.plan.omittedInstances;
  return omitted === 0 ? null : `${countText(omitted, 'instance')} not traced`;
}

/** That the trace misses processes of a newer build; null when it does not, or has ended. */
export function outdatedText(session: TraceSession): string | null {
  return session.isOutdated && session.isRunning ? 'built again since: trace again' : null;
}

/** What to say where a number would stand otherwise, or how the trace ended; null while hits come in. */
export function stateText(session: TraceSession): string | null {
  const { state } = session;
  switch (state.kind) {
    case 'idle':
    case 'starting':
      return 'starting…';
    case 'authorising':
      return 'waiting for the password…';
    case 'attached':
      return session.last === null && session.lost === 0 ? 'waiting for the first call' : null;
    case 'stopping':
      return 'stopping…';
    case 'ended':
      switch (state.reason.kind) {
        case 'stopped':
          return session.wasAttached && session.last === null && session.lost === 0 ? 'no calls · stopped' : 'stopped';
        case 'cancelled':
          return 'cancelled';
        case 'failed':
          return 'trace failed';
      }
  }
}
