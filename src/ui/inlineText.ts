/**
 * The text at the end of a traced function's line: `3 hits · a=42 b=13 → Ok(55) in 3.1 µs`;
 * `9,000 hits · counting only: 1,800/s · earlier: a=42 b=13` while hits are not recorded. Pure.
 * It is kept short enough for its line: long values are cut, and arguments that do not fit make way for `…`.
 */

import { cutTo, oneLine } from '../session/oneLine.ts';
import type { RecordedHit } from '../session/hitHistory.ts';
import type { TraceSession } from '../session/traceSession.ts';
import { fittingCall } from './fittingCall.ts';
import {
  conditionText,
  countParts,
  omittedText,
  processText,
  rebuildText,
  recordingText,
  stateText,
} from './sessionText.ts';

/** Column, in characters, that the line should end before. */
const LINE_LENGTH = 120;
/** Room that the text takes even on a long line. */
const LEAST_ROOM = 72;
/** What the last call takes of it, whatever else there is to say. */
const LEAST_CALL_ROOM = 48;
/** Room for a condition; the hover has all of it. */
const LONGEST_CONDITION = 32;
/** Before arguments of a call that is older than the count. */
const OLD = 'earlier: ';

/** `lineLength`: length of the source line, in UTF-16 units. */
export function inlineText(session: TraceSession, lineLength: number): string {
  const recording = recordingText(session);
  const counts = recording === null ? countParts(session) : [...countParts(session), recording];
  const after = [
    conditionText(session, LONGEST_CONDITION),
    omittedText(session),
    processText(session),
    rebuildText(session),
    stateText(session),
  ].filter(part => part !== null);
  const around = [...counts, ...after].join(' · ');
  const age = session.isLastCallOld ? OLD : '';
  const left = Math.max(LEAST_ROOM, LINE_LENGTH - lineLength) - around.length - ' · '.length - age.length;
  const room = Math.max(LEAST_CALL_ROOM, left);
  const call = session.lastCall === null ? '' : lastCallText(session, session.lastCall, room);
  return [...counts, ...(call === '' ? [] : [`${age}${call}`]), ...after].join(' · ');
}

/** The last call's arguments and end; where it was inlined these are not known, and the caller is named instead. */
function lastCallText(session: TraceSession, { hit, plan }: RecordedHit, room: number): string {
  const site = plan.probes[hit.probe]?.instance.inlined ?? null;
  if (site !== null) return cutTo(`inlined in ${oneLine(site.caller)}`, LEAST_ROOM);
  return fittingCall(hit.args, session.outcomeOf(hit), room);
}
