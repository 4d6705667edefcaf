/** A call and its end in a given room: long values are cut, and arguments that do not fit make way for `…`. Pure. */

import type { CapturedArgument } from '../model/hit.ts';
import type { CallOutcome } from '../session/callOutcome.ts';
import { durationText } from '../session/durationText.ts';
import { outcomeText, valueText } from '../session/hitText.ts';
import { cutTo, oneLine } from '../session/oneLine.ts';

/** A value is cut down to this and no further. */
const SHORTEST_VALUE = 16;

/** `a=42 b=13 → Ok(55) in 3.1 µs` in about `room` characters; `outcome` is null where it is not known. */
export function fittingCall(args: readonly CapturedArgument[], outcome: CallOutcome | null, room: number): string {
  if (outcome === null) return fittingArguments(args, room);
  const share = Math.min(outcomeText(outcome).length, Math.floor(room / 3));
  const shown = fittingArguments(args, room - share - 1);
  const end = fittingOutcome(outcome, room - shown.length - 1);
  return shown === '' ? end : `${shown} ${end}`;
}

/** `→ Ok(55) in 3.1 µs` in about `room` characters. */
function fittingOutcome(outcome: CallOutcome, room: number): string {
  const { result, durationNs } = outcome;
  const whole = outcomeText(outcome);
  if (result === null || durationNs === null || whole.length <= room) return whole;
  const time = `in ${durationText(Number(durationNs))}`;
  const text = valueText(result);
  return `→ ${isCuttable(text) ? cutValue(text, room - time.length - 3) : '…'} ${time}`;
}

/** `a=42 b=13` in about `room` characters. A number is shown whole or not at all: half of it would be another number. */
function fittingArguments(args: readonly CapturedArgument[], room: number): string {
  const share = Math.max(SHORTEST_VALUE, Math.floor(room / args.length) - 4);
  const shown: string[] = [];
  let length = 0;
  for (const arg of args) {
    const text = valueText(arg.value);
    const isCut = isCuttable(text) && totalLength(args) > room;
    const part = `${oneLine(arg.name)}=${isCut ? cutValue(text, share) : text}`;
    if (length + part.length > room && shown.length > 0) return [...shown, '…'].join(' ');
    shown.push(part);
    length += part.length + 1;
  }
  return shown.join(' ');
}

/** Whether a part of the value says something that is true: of a text or a structure, not of a number. */
function isCuttable(text: string): boolean {
  return /^["']|[ ([{]/u.test(text);
}

/** `Order { id: 7, … }`: the beginning of a value in about `length` characters; no number in it is cut. */
export function cutValue(text: string, length: number): string {
  const longest = Math.max(SHORTEST_VALUE, length);
  if (text.length <= longest) return text;
  const cut = cutTo(text, longest);
  if (openAtEnd(cut) === null) return cut;
  // Back to what is whole: half a word, and the name of a field without its value, go.
  const whole = cut.replace(/(?:[\p{L}\p{N}_]+: ?)?[\p{L}\p{N}_.+-]*…$/u, '…').replace(/,…$/, ', …');
  return `${whole}${openAtEnd(whole) ?? ''}`;
}

/** What closes the brackets that are open at the end of a text; null where it ends within quotes. */
function openAtEnd(text: string): string | null {
  const open: string[] = [];
  for (const [part] of text.matchAll(/"(?:[^"\\]|\\.)*"|["([{}\])]/gu)) {
    if (part === '"') return null;
    if (part === '{') open.unshift(' }');
    else if (part === '(') open.unshift(')');
    else if (part === '[') open.unshift(']');
    else if (!part.startsWith('"')) open.shift();
  }
  return open.join('');
}

function totalLength(args: readonly CapturedArgument[]): number {
  return args.reduce((sum, arg) => sum + arg.name.length + valueText(arg.value).length + 2, 0);
}
