/** The events of a trace as lines for people: `12:01:02.345678 demo[12345/12346 worker-1] demo::add(a=42, b=13)`. Pure. */

import { wholeMessage } from '../model/humanError.ts';
import type { CallOutcome } from '../session/callOutcome.ts';
import { callText, outcomeText, returnText, type ShortPath, threadText } from '../session/hitText.ts';
import type { LiveEvent } from '../session/liveEvent.ts';
import { oneLine } from '../session/oneLine.ts';
import type { RecordedHit } from '../session/hitHistory.ts';
import type { TraceSession } from '../session/traceSession.ts';
import { timeOfDay } from '../session/wallClock.ts';
import type { EndReason } from '../tracer/tracer.ts';
import { countText } from '../model/numberText.ts';
import { countParts } from './sessionText.ts';

/** What becomes lines of calls. */
export type CallEvent = Extract<LiveEvent, { type: 'hit' | 'outcome' }>;

export type LineTone = 'hit' | 'notice' | 'warning' | 'error' | 'command';

export interface LogLine {
  readonly tone: LineTone;
  /** Null for lines without a time of their own. */
  readonly time: string | null;
  /** Program, process and thread; null for lines that are not of a thread. */
  readonly thread: string | null;
  readonly text: string;
}

/** The line of a hit, with the end of its call where that is known already. */
export function hitLine(recorded: RecordedHit, outcome: CallOutcome | null, shortPath: ShortPath): LogLine {
  const { hit, plan, wallTimeNs } = recorded;
  const call = callText(plan, hit, shortPath);
  return {
    tone: 'hit',
    time: timeOfDay(wallTimeNs, 6),
    thread: threadText(plan, hit),
    text: outcome === null ? call : `${call} ${outcomeText(outcome)}`,
  };
}

/** The line of a call's end, apart from that of its hit. */
export function returnLine({ hit, plan, wallTimeNs }: RecordedHit, outcome: CallOutcome): LogLine {
  return {
    tone: 'hit',
    time: timeOfDay(wallTimeNs + (outcome.durationNs ?? 0n), 6),
    thread: threadText(plan, hit),
    text: returnText(plan, outcome),
  };
}

/** The line of anything else that happens; null for what needs none. */
export function eventLine(session: TraceSession, event: Exclude<LiveEvent, CallEvent>): LogLine | null {
  const name = oneLine(session.plan.functionName);
  switch (event.type) {
    case 'command':
      return plain('command', oneLine(event.display));
    case 'authorising':
      return plain('notice', `${name}: waiting for the password…`);
    case 'attached':
      return plain('notice', `${name}: attached, ${countText(event.probes, 'probe')}`);
    case 'lost':
      return plain('warning', `${name}: lost the values of ${countText(event.count, 'hit')}`);
    case 'message':
      return plain('warning', `${name}: ${oneLine(event.text)}`);
    case 'tracer':
      return plain(
        'notice',
        `${name}: traced with ${event.name}${event.reason === null ? '' : `: ${oneLine(event.reason)}`}`,
      );
    case 'recording':
      return event.isOn
        ? plain('notice', `${name}: hits are recorded again`)
        : plain('warning', `${name}: hits come too fast to be recorded, counting only`);
    case 'returns':
      return event.isOn
        ? plain('notice', `${name}: returns are recorded again`)
        : plain('warning', `${name}: calls end too fast for their returns to be recorded`);
    case 'counted':
      return null;
    case 'reattaching':
      return plain('notice', `${name}: built again, attaching to the new build`);
    case 'rebuilt':
      return plain('notice', `${name}: attached to the new build, ${countText(event.probes, 'probe')}`);
    case 'notReattached':
      return plain('warning', `${name}: the new build is not traced: ${oneLine(wholeMessage(event.error))}`);
    case 'silence':
      return event.silence === null ? null : plain('notice', `${name}: ${oneLine(wholeMessage(event.silence.detail))}`);
    case 'ended':
      return endLine(session, event.reason);
  }
}

/** The same on one line, as it stands in the output panel. */
export function logLineText(line: LogLine): string {
  return [line.time, line.thread, line.text].filter(part => part !== null).join(' ');
}

function endLine(session: TraceSession, reason: EndReason): LogLine {
  const name = oneLine(session.plan.functionName);
  const counts = countParts(session).join(', ');
  const result = counts === '' ? (session.wasAttached ? ', no calls' : '') : `, ${counts}`;
  switch (reason.kind) {
    case 'stopped':
      return plain('notice', `${name}: stopped${result}`);
    case 'processEnded':
      return plain('notice', `${name}: process ${reason.pid} has ended${result}`);
    case 'cancelled':
      return plain('notice', `${name}: cancelled`);
    case 'failed':
      return plain('error', `${name}: failed${result}: ${oneLine(wholeMessage(reason.error))}`);
  }
}

function plain(tone: LineTone, text: string): LogLine {
  return { tone, time: null, thread: null, text };
}
