/** A trace's state in words: the parts that the end-of-line text and the hover have in common. Pure. */

import { cutTo, oneLine } from '../session/oneLine.ts';
import type { Tally } from '../session/tally.ts';
import type { TraceSession } from '../session/traceSession.ts';
import { timeOfDay } from '../session/wallClock.ts';
import { unprobedInstances } from '../model/probePlan.ts';
import { countText, numberText, rateText } from '../model/numberText.ts';

/** Room for a reason at the end of a line; the hover has all of it. */
const LONGEST_CLAUSE = 90;

/**
 * `3 hits`, or for an async fn `3 calls` and `9 polls`; `≥3 hits` where there may have been more; then what was lost.
 * Empty while there is nothing to count.
 */
export function countParts(session: TraceSession): string[] {
  if (session.tally.hits + session.lost === 0) return [];
  const lost = session.lost === 0 ? null : lostText(session);
  const parts = tallyParts(session, session.tally);
  return lost === null ? parts : [...parts, lost];
}

/** Records are lost: where counts are exact their hits are among them, and only the values are missing. */
function lostText({ lost, isExact }: TraceSession): string {
  return isExact ? `${numberText(lost)} without values` : `lost ${numberText(lost)}`;
}

/** `counting only: 184,000/s` while hits come faster than they may be recorded; null while they are recorded. */
export function recordingText(session: TraceSession): string | null {
  if (!session.isCountingOnly) return null;
  const rate = session.hitsPerSecond ?? 0;
  return rate === 0 ? 'counting only' : `counting only: ${session.isExact ? '' : '≥'}${rateText(rate)}/s`;
}

/** `tracefs: bcc is not installed`: who carries the trace out, and why; null before that is known. */
export function carrierText({ carrier: { tracer, reason } }: TraceSession): string | null {
  if (tracer === null) return null;
  return reason === null ? tracer : `${tracer}: ${oneLine(reason)}`;
}

/** `40 hits (≈12 inlined)`, or calls and polls: what came of all builds of the session, or of one of them. */
export function tallyParts(session: TraceSession, tally: Readonly<Tally>): string[] {
  const isAsync = session.plan.probes.some(probe => probe.instance.kind === 'poll') || session.polls > 0;
  const bound = session.isExact ? '' : '≥';
  const calls = `${bound}${withInlined(tally.calls, isAsync ? 'call' : 'hit', tally.inlinedCalls)}`;
  return isAsync ? [calls, `${bound}${withInlined(tally.polls, 'poll', tally.inlinedPolls)}`] : [calls];
}

/** `when a > 10`: the calls that alone are hits; null where all are. `longest`: characters of the condition. */
export function conditionText({ options: { condition } }: TraceSession, longest = Infinity): string | null {
  return condition === null ? null : `when ${cutTo(oneLine(condition), longest)}`;
}

/** Instances that the counts lack; null when there is none. */
export function omittedText(session: TraceSession): string | null {
  const omitted = unprobedInstances(session.plan);
  return omitted === 0 ? null : `${countText(omitted, 'instance')} not traced`;
}

/** `process 1234`, and which build that runs where it is not the newest; null where every process is traced. */
export function processText({ plan: { running } }: TraceSession): string | null {
  if (running === undefined) return null;
  const who = `process ${running.pid}`;
  switch (running.build) {
    case 'current':
    case 'copy':
      return who;
    case 'older':
      return `${who}, older build`;
    case 'other':
      return `${who}, unknown build`;
  }
}

/** What became of a build that came while the trace ran: `rebuilt 14:03:12`; null when there was none. */
export function rebuildText({ rebuild, rebuiltNs }: TraceSession): string | null {
  switch (rebuild.kind) {
    case 'attaching':
      return 'built again, attaching…';
    case 'failed':
      return `new build not traced: ${clauseOf(rebuild.error.message)}`;
    case 'none':
      return rebuiltNs === null ? null : `rebuilt ${timeOfDay(rebuiltNs, 0)}`;
  }
}

/** What to say where a number would stand otherwise, or how the trace ended; null while hits come in. */
export function stateText(session: TraceSession): string | null {
  const { state, silence } = session;
  const hasNothing = session.tally.hits + session.lost === 0;
  switch (state.kind) {
    case 'idle':
    case 'starting':
      return session.rebuild.kind === 'none' ? 'starting…' : null;
    case 'authorising':
      return 'waiting for the password…';
    case 'attached':
      if (silence !== null) return `waiting: ${clauseOf(silence.detail.message)}`;
      return hasNothing ? 'waiting for the first call' : null;
    case 'stopping':
      return 'stopping…';
    case 'ended':
      switch (state.reason.kind) {
        case 'stopped':
          return session.wasAttached && hasNothing ? 'no calls · stopped' : 'stopped';
        case 'processEnded':
          return session.wasAttached && hasNothing ? 'no calls · process ended' : 'process ended';
        case 'cancelled':
          return 'cancelled';
        case 'failed':
          return 'trace failed';
      }
  }
}

/** A message's sentence as a part of another: short, without its point, and without a capital that is no name's. */
function clauseOf(sentence: string): string {
  const clause = oneLine(sentence).replace(/\.$/, '');
  const joined = /^(?:An?|Its?|Nothing|No|Only|The|There)\b/.test(clause)
    ? `${clause.charAt(0).toLowerCase()}${clause.slice(1)}`
    : clause;
  return cutTo(joined, LONGEST_CLAUSE);
}

function withInlined(count: number, noun: string, inlined: number): string {
  return `${countText(count, noun)}${inlined === 0 ? '' : ` (≈${numberText(inlined)} inlined)`}`;
}
