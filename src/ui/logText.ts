/** The events of a trace as lines for people: `12:01:02.345678 demo[12345/12346 worker-1] demo::add(a=42, b=13)`. Pure. */

import { callText, threadText } from '../session/hitText.ts';
import { oneLine } from '../session/oneLine.ts';
import type { RecordedHit, TraceSession } from '../session/traceSession.ts';
import { timeOfDay } from '../session/wallClock.ts';
import type { EndReason, TracerEvent } from '../tracer/tracer.ts';
import { countText } from './countText.ts';
import { countParts } from './sessionText.ts';

export type LineTone = 'hit' | 'notice' | 'warning' | 'error' | 'command';

export interface LogLine {
  readonly tone: LineTone;
  /** Null for lines without a time of their own. */
  readonly time: string | null;
  /** Program, process and thread; null for lines that are not of a thread. */
  readonly thread: string | null;
  readonly text: string;
}

/** The line of a hit. */
export function hitLine(session: TraceSession, { hit, wallTimeNs }: RecordedHit): LogLine {
  return {
    tone: 'hit',
    time: timeOfDay(wallTimeNs, 6),
    thread: threadText(session.plan, hit),
    text: callText(session.plan, hit),
  };
}

/** The line of anything else that happens. */
export function eventLine(session: TraceSession, event: Exclude<TracerEvent, { type: 'hit' }>): LogLine {
  const name = oneLine(session.plan.functionName);
  switch (event.type) {
    case 'command':
      return plain('command', oneLine(event.display));
    case 'authorising':
      return plain('notice', `${name}: waiting for the password…`);
    case 'attached':
      return plain('notice', `${name}: attached, ${countText(event.probes, 'probe')}`);
    case 'lost':
      return plain('warning', `${name}: lost ${countText(event.count, 'event')}`);
    case 'message':
      return plain('warning', `${name}: ${oneLine(event.text)}`);
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
    case 'cancelled':
      return plain('notice', `${name}: cancelled`);
    case 'failed': {
      const { message, advice } = reason.error;
      return plain(
        'error',
        `${name}: failed${result}: ${oneLine(advice === undefined ? message : `${message} ${advice}`)}`,
      );
    }
  }
}

function plain(tone: LineTone, text: string): LogLine {
  return { tone, time: null, thread: null, text };
}
