/**
 * The text at the end of a traced function's line: `3 hits · a=42 b=13`; `9,000 hits · counting only: 1,800/s · earlier: a=42 b=13`
 * while hits are not recorded. Pure.
 * It is kept short enough for its line: long texts are cut, and arguments that do not fit make way for `…`.
 */

import type { CapturedArgument } from '../model/hit.ts';
import { valueText } from '../session/hitText.ts';
import { cutTo, oneLine } from '../session/oneLine.ts';
import type { RecordedHit } from '../session/hitHistory.ts';
import type { TraceSession } from '../session/traceSession.ts';
import { countParts, omittedText, processText, rebuildText, recordingText, stateText } from './sessionText.ts';

/** Column, in characters, that the line should end before. */
const LINE_LENGTH = 120;
/** Room that the text takes even on a long line. */
const LEAST_ROOM = 48;
/** A text value is cut down to this and no further. */
const SHORTEST_TEXT = 12;
/** Before arguments of a call that is older than the count. */
const OLD = 'earlier: ';

/** `lineLength`: length of the source line, in UTF-16 units. */
export function inlineText(session: TraceSession, lineLength: number): string {
  const recording = recordingText(session);
  const counts = recording === null ? countParts(session) : [...countParts(session), recording];
  const after = [omittedText(session), processText(session), rebuildText(session), stateText(session)].filter(
    part => part !== null,
  );
  const around = [...counts, ...after].join(' · ');
  const age = session.isLastCallOld ? OLD : '';
  const room = Math.max(LEAST_ROOM, LINE_LENGTH - lineLength) - around.length - ' · '.length - age.length;
  const call = session.lastCall === null ? '' : lastCallText(session.lastCall, room);
  return [...counts, ...(call === '' ? [] : [`${age}${call}`]), ...after].join(' · ');
}

/** The arguments of the last call; where it was inlined these are not known, and the caller is named instead. */
function lastCallText({ hit, plan }: RecordedHit, room: number): string {
  const site = plan.probes[hit.probe]?.instance.inlined ?? null;
  return site === null ? fittingArguments(hit.args, room) : cutTo(`inlined in ${oneLine(site.caller)}`, LEAST_ROOM);
}

/** `a=42 b=13` in about `room` characters. A number is shown whole or not at all: half of it would be another number. */
function fittingArguments(args: readonly CapturedArgument[], room: number): string {
  const share = Math.max(SHORTEST_TEXT, Math.floor(room / args.length) - 4);
  const shown: string[] = [];
  let length = 0;
  for (const arg of args) {
    const text = valueText(arg.value);
    const isText = text.startsWith('"') || text.startsWith("'");
    const part = `${oneLine(arg.name)}=${isText && totalLength(args) > room ? cutTo(text, share) : text}`;
    if (length + part.length > room && shown.length > 0) return [...shown, '…'].join(' ');
    shown.push(part);
    length += part.length + 1;
  }
  return shown.join(' ');
}

function totalLength(args: readonly CapturedArgument[]): number {
  return args.reduce((sum, arg) => sum + arg.name.length + valueText(arg.value).length + 2, 0);
}
