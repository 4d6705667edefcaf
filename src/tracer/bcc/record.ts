/**
 * One event as bcc's `trace` prints it, read by its fixed columns (tools/trace.py, `print_event`):
 *
 *   "%-7d %-7d %-15s %-16s %s\n"   process, thread, thread name, symbol, the message of command.ts
 *
 * The thread name is the traced program's to choose, blanks, newlines and marks of ours included. Its width in
 * code points is fixed, and everything after it is checked against the plan, so it cannot pose as another event.
 */

import type { Passage } from '../../model/passage.ts';
import { type ProbePlan, pointsOf, type TracePoint } from '../../model/probePlan.ts';
import type { ReadResult } from '../../model/read.ts';
import { asPlanned, type CarriedReads } from '../carried.ts';
import { plainText } from '../plainText.ts';
import { type CountWord, readCountWord } from './limiter.ts';
import { carriedByBcc, EVENT_BYTES, placeOfWord, resultsOf, wordAt, type WordPlace, wordsOf } from './words.ts';

/** Characters before the thread name, and at least up to its end. */
const NAME_START = 16;
const NAME_END = 31;

const HEAD = /[\d ]{7} [\d ]{7} /y;
const RECORD = /(\d[\d ]{6}) (\d[\d ]{6}) ([^]{15}) ([\w$.]+) +<(\d+)((?: [0-9a-f]{1,16})+)>\n/uy;

const LEFT_OUT = `bcc carries ${EVENT_BYTES} bytes of a call`;

/** A point whose events may come. */
export interface RecordedPoint {
  readonly symbol: string;
  readonly carried: CarriedReads;
  /** Words of what is carried. */
  readonly words: number;
  /** Null where the stack pointer is not carried. */
  readonly stackPointer: { readonly place: WordPlace; readonly plus: bigint } | null;
}

/** By the id of the point. */
export function recordedPoints(plan: ProbePlan): readonly RecordedPoint[] {
  return pointsOf(plan).map(recordedPoint);
}

function recordedPoint(point: TracePoint): RecordedPoint {
  const carried = carriedByBcc(point);
  const { stackPointer } = point;
  const read = stackPointer === null ? null : (carried.indexes[stackPointer.read] ?? null);
  const place = read === null ? null : placeOfWord(carried.reads, read);
  return {
    symbol: point.place.symbol,
    carried,
    words: wordsOf(carried.reads),
    stackPointer: stackPointer === null || place === null ? null : { place, plus: BigInt(stackPointer.plus) },
  };
}

export interface FoundRecord {
  readonly passage: Passage;
  /** What it says about the hits of its probe; nothing where it is an exit. */
  readonly count: CountWord;
  /** Index after the record's newline. */
  readonly end: number;
}

/** The event that begins at `start` of `text`; null when there is none, or when it is not one of the plan. */
export function readRecord(
  points: readonly RecordedPoint[],
  names: ThreadColumns,
  text: string,
  start: number,
): FoundRecord | null {
  RECORD.lastIndex = start;
  const match = RECORD.exec(text);
  if (match === null) return null;
  const [, pid = '', tid = '', name = '', symbol = '', id = '', words = ''] = match;
  const point = points[Number(id)];
  if (point?.symbol !== symbol) return null;
  const [timeNs, count, ...read] = words
    .trimStart()
    .split(' ')
    .map(word => BigInt(`0x${word}`));
  if (timeNs === undefined || count === undefined || read.length !== point.words) return null;
  const who = { point: Number(id), timeNs, pid: Number(pid), tid: Number(tid), comm: names.nameOf(name) };
  return { passage: new BccPassage(who, point, read), count: readCountWord(count), end: RECORD.lastIndex };
}

/** What it read is put together when somebody asks for it. */
class BccPassage implements Passage {
  readonly point: number;
  readonly timeNs: bigint;
  readonly pid: number;
  readonly tid: number;
  readonly comm: string;
  readonly stackPointer: bigint | null;
  readonly #of: RecordedPoint;
  readonly #words: readonly bigint[];

  constructor(
    who: Pick<BccPassage, 'point' | 'timeNs' | 'pid' | 'tid' | 'comm'>,
    of: RecordedPoint,
    words: readonly bigint[],
  ) {
    this.point = who.point;
    this.timeNs = who.timeNs;
    this.pid = who.pid;
    this.tid = who.tid;
    this.comm = who.comm;
    this.#of = of;
    this.#words = words;
    const word = of.stackPointer === null ? null : wordAt(of.stackPointer.place, words);
    this.stackPointer = word === null ? null : BigInt.asUintN(64, word + (of.stackPointer?.plus ?? 0n));
  }

  get results(): readonly ReadResult[] {
    const { carried } = this.#of;
    return asPlanned(carried, resultsOf(carried.reads, this.#words), LEFT_OUT);
  }
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

const MOST_NAMES = 10_000;

/** Columns of thread names -> the names, each made once. */
export class ThreadColumns {
  readonly #names = new Map<string, string>();

  nameOf(column: string): string {
    const known = this.#names.get(column);
    if (known !== undefined) return known;
    if (this.#names.size >= MOST_NAMES) this.#names.clear();
    const name = threadName(column);
    this.#names.set(column, name);
    return name;
  }
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
