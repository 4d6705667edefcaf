/**
 * One event as bcc's `trace` prints it, read by its fixed columns (tools/trace.py, `print_event`):
 *
 *   "%-7d %-7d %-15s %-16s %s\n"   process, thread, thread name, symbol, the message of command.ts
 *
 * The thread name is the traced program's to choose, blanks, newlines and marks of ours included. Its width in
 * code points is fixed, and everything after it is checked against the plan, so it cannot pose as another event.
 */

import type { Capture } from '../../model/capture.ts';
import type { CapturedArgument, Hit } from '../../model/hit.ts';
import type { ProbePlan } from '../../model/probePlan.ts';
import { wordsOf } from '../../probe/captureBudget.ts';
import { showValue } from '../../probe/showValue.ts';
import { plainText } from '../plainText.ts';
import { type CountWord, readCountWord } from './limiter.ts';
import { rawValue } from './words.ts';

/** Characters before the thread name, and at least up to its end. */
const NAME_START = 16;
const NAME_END = 31;

const HEAD = /[\d ]{7} [\d ]{7} /y;
const RECORD = /(\d[\d ]{6}) (\d[\d ]{6}) ([^]{15}) ([\w$.]+) +<(\d+)((?: [0-9a-f]{1,16})+)>\n/uy;

export interface FoundRecord {
  readonly hit: Hit;
  /** What it says about the hits of its probe. */
  readonly count: CountWord;
  /** Index after the record's newline. */
  readonly end: number;
}

/** The event that begins at `start` of `text`; null when there is none, or when it is not one of the plan. */
export function readRecord(plan: ProbePlan, text: string, start: number): FoundRecord | null {
  RECORD.lastIndex = start;
  const match = RECORD.exec(text);
  if (match === null) return null;
  const [, pid = '', tid = '', name = '', symbol = '', id = '', words = ''] = match;
  const probe = plan.probes[Number(id)];
  if (probe?.instance.symbol !== symbol) return null;
  const [timeNs, count, ...captured] = words
    .trimStart()
    .split(' ')
    .map(word => BigInt(`0x${word}`));
  const args = readArguments(probe.captures, captured);
  if (timeNs === undefined || count === undefined || args === null) return null;
  const hit = { probe: probe.id, timeNs, pid: Number(pid), tid: Number(tid), comm: threadName(name), args };
  return { hit, count: readCountWord(count), end: RECORD.lastIndex };
}

/**
 * Index of the newline that ends what stands at `start`, where no event does; null while more is needed to know.
 * What begins like an event may have a newline in its thread name.
 */
export function endOfOther(text: string, start: number): number | null {
  const newline = text.indexOf('\n', start);
  if (newline < 0) return null;
  HEAD.lastIndex = start;
  const mayBeRecord = newline - start >= NAME_START && HEAD.test(text);
  if (mayBeRecord && !text.includes('\n', start + NAME_END)) return null;
  return newline;
}

function readArguments(captures: readonly Capture[], words: readonly bigint[]): CapturedArgument[] | null {
  let next = 0;
  const args = captures.map((capture): CapturedArgument => {
    if (capture.kind === 'absent') return { name: capture.name, value: { kind: 'absent', reason: capture.reason } };
    const own = words.slice(next, (next += wordsOf(capture)));
    return { name: capture.name, value: showValue(capture, rawValue(capture, own)) };
  });
  return next === words.length ? args : null;
}

/**
 * The kernel keeps 15 bytes of a name, `trace` pads them to 15 characters and shows the half character
 * that the kernel's cut may have left as U+FFFD.
 */
function threadName(column: string): string {
  const name = column.trimEnd();
  const whole = name.slice(0, -1);
  const isCut = name.endsWith('\ufffd') && Buffer.byteLength(whole) >= 12;
  return plainText(isCut ? whole : name);
}
