/**
 * The two streams of tracefs.sh -> events. Stdout is pages of the kernel's ring buffers, one after the other, of all
 * processors; stderr is lines, those that begin with `rust-trace: ` the script's own. Fed with bytes, split anywhere.
 */

import type { CapturedArgument, Hit } from '../../model/hit.ts';
import type { ProbePlan, ProbePoint } from '../../model/probePlan.ts';
import { showValue } from '../../probe/showValue.ts';
import { LineSplitter } from '../lineSplitter.ts';
import { Messages } from '../messages.ts';
import { plainText } from '../plainText.ts';
import type { TracerDecoder } from '../supervisedRun.ts';
import { readPidLine } from '../supervisor.ts';
import type { TracerEvent } from '../tracer.ts';
import { type EventFormat, FormatReader } from './eventFormat.ts';
import { rawValue, wordsIn } from './fields.ts';
import { PAGE_BYTES, readRingPage, type RingRecord } from './ringPage.ts';
import type { Threads } from './threads.ts';

/** Hits that wait for the process of their thread to be known; more are let go without it. */
const MOST_WAITING = 50_000;

const OWN = 'rust-trace: ';

/**
 * What is no event but belongs to the talk with the script: hits are known to lack their records, an answer to `hits`
 * has come, whole or not, and everything has been read.
 */
export type ScriptSignal = 'lost' | 'counted' | 'miscounted' | 'finished';

export interface ScriptListener {
  /** A record has come, of any process, in nearly any order. */
  sawRecord(timeNs: bigint): void;
  take(signal: ScriptSignal): void;
  /** Whether records are of use. Where not, their hits are left to the counts. */
  readonly wantsRecords: boolean;
}

export class TracefsDecoder implements TracerDecoder {
  readonly #plan: ProbePlan;
  readonly #threads: Threads;
  readonly #listener: ScriptListener;
  readonly #formats = new FormatReader();
  readonly #eventById = new Map<number, EventFormat>();
  readonly #diagnostics = new LineSplitter();
  readonly #messages = new Messages();
  #half: Uint8Array = new Uint8Array();
  #waiting: Hit[] = [];
  #counts: number[] = [];
  /** Of all processors, in the answer that is coming in. */
  #lostNow = 0;
  /** As it was said before. */
  #lostBefore = 0;
  #total = 0;
  #isAttached = false;
  #isTimeUp = false;
  #tracerPid: number | null = null;

  constructor(plan: ProbePlan, threads: Threads, listener: ScriptListener) {
    this.#plan = plan;
    this.#threads = threads;
    this.#listener = listener;
  }

  get messages(): readonly string[] {
    return this.#messages.kept;
  }

  get isAttached(): boolean {
    return this.#isAttached;
  }

  get isTimeUp(): boolean {
    return this.#isTimeUp;
  }

  get tracerPid(): number | null {
    return this.#tracerPid;
  }

  /** Hits of all processes that the kernel has counted, as of the last answer. */
  get total(): number {
    return this.#total;
  }

  stdout(chunk: Uint8Array): TracerEvent[] {
    const bytes = this.#half.length === 0 ? chunk : Buffer.concat([this.#half, chunk]);
    const whole = bytes.length - (bytes.length % PAGE_BYTES);
    const events: TracerEvent[] = [];
    for (let at = 0; at < whole; at += PAGE_BYTES) events.push(...this.#page(bytes.subarray(at, at + PAGE_BYTES)));
    this.#half = new Uint8Array(bytes.subarray(whole));
    return events;
  }

  stderr(chunk: Uint8Array): TracerEvent[] {
    return this.#diagnostics.push(chunk).flatMap(line => this.#line(line));
  }

  end(): TracerEvent[] {
    const rest = this.#diagnostics.end();
    const events = rest === '' ? [] : this.#line(rest);
    if (this.#half.length > 0)
      events.push(...this.#messages.take(`${this.#half.length} bytes of a record were cut off`));
    this.#half = new Uint8Array();
    return [...events, ...this.#release(true)];
  }

  #page(bytes: Uint8Array): TracerEvent[] {
    if (!this.#listener.wantsRecords) return [];
    const page = readRingPage(bytes);
    if (page === null) return this.#unreadable('a page');
    // How many they are, the kernel says in its statistics, which the answer to `hits` brings.
    if (page.hasLost) this.#listener.take('lost');
    return page.records.flatMap(record => this.#hit(record));
  }

  #hit({ timeNs, payload }: RingRecord): TracerEvent[] {
    this.#listener.sawRecord(timeNs);
    const read = this.#read(timeNs, payload);
    if (read === null) return this.#unreadable('a record');
    if (read.pid === undefined) {
      this.#waiting.push({ ...read, pid: null });
      return this.#waiting.length > MOST_WAITING ? this.#release(true) : [];
    }
    return this.#known({ ...read, pid: read.pid });
  }

  #unreadable(what: string): TracerEvent[] {
    this.#listener.take('lost');
    return this.#messages.take(`${what} of the ring buffer could not be read`);
  }

  /** The children of a process that alone is traced are recorded with it. */
  #known(hit: Hit): TracerEvent[] {
    const { process } = this.#plan;
    if (process === null || hit.pid === process) return [{ type: 'hit', hit }];
    return hit.pid === null ? [{ type: 'lost', count: 1 }] : [];
  }

  /** Null when it is no record of the plan. */
  #read(timeNs: bigint, payload: DataView): (Omit<Hit, 'pid'> & { pid: number | null | undefined }) | null {
    if (payload.byteLength < 8) return null;
    const offsets = this.#eventById.get(payload.getUint16(0, true))?.offsets;
    const idOffset = offsets?.get('id');
    const commOffset = offsets?.get('comm');
    if (offsets === undefined || idOffset === undefined || commOffset === undefined) return null;
    if (idOffset + 4 > payload.byteLength || commOffset + 4 > payload.byteLength) return null;
    const probe = this.#plan.probes[payload.getUint32(idOffset, true)];
    const args = probe === undefined ? null : readArguments(probe, payload, offsets);
    const comm = readText(payload, commOffset);
    if (probe === undefined || args === null || comm === null) return null;
    const tid = payload.getInt32(4, true);
    return { probe: probe.id, timeNs, pid: this.#threads.processOf(tid), tid, comm: threadName(comm), args };
  }

  #line(line: string): TracerEvent[] {
    if (!line.startsWith(OWN)) return this.#messages.take(line);
    const pid = readPidLine(line);
    if (pid !== null) {
      this.#tracerPid ??= pid;
      return [];
    }
    const [word = '', ...rest] = line.slice(OWN.length).split(' ');
    const more = rest.join(' ');
    switch (word) {
      case 'format':
        this.#formats.line(more);
        return [];
      case 'attached':
        return this.#attach();
      case 'hits':
        return this.#count(more);
      case 'lost':
        this.#lostNow += Number(more);
        return [];
      case 'thread':
        this.#threads.learn(Number(rest[0]), Number(rest[1]));
        return [];
      case 'threads':
        this.#threads.answered();
        return this.#release(false);
      case 'counting':
      case 'recording':
        return [{ type: 'recording', isOn: word === 'recording' }];
      case 'finished':
        this.#listener.take('finished');
        return [];
      case 'time':
        this.#isTimeUp = true;
        // The answer that was on its way was cut off; a last one follows.
        this.#counts = [];
        this.#lostNow = 0;
        return [];
      default:
        return this.#messages.take(line.slice(OWN.length));
    }
  }

  #attach(): TracerEvent[] {
    if (this.#isAttached) return [];
    if (this.#formats.pageBytes !== PAGE_BYTES) {
      return this.#messages.take(`pages of ${this.#formats.pageBytes ?? 'unknown'} bytes`);
    }
    for (const format of this.#formats.events) this.#eventById.set(format.id, format);
    this.#isAttached = true;
    return [{ type: 'attached', probes: this.#plan.probes.length }];
  }

  #count(word: string): TracerEvent[] {
    if (word !== 'end') {
      this.#counts.push(Number(word));
      return [];
    }
    const hits = this.#counts;
    const lostInAll = this.#lostNow;
    this.#counts = [];
    this.#lostNow = 0;
    // The kernel passes over lines of its list while another trace takes its own out.
    if (hits.length !== this.#plan.probes.length || ![...hits, lostInAll].every(Number.isSafeInteger)) {
      this.#listener.take('miscounted');
      return [];
    }
    const lost = lostInAll - this.#lostBefore;
    this.#lostBefore = lostInAll;
    this.#total = hits.reduce((sum, count) => sum + count, 0);
    this.#listener.take('counted');
    return [
      ...(lost > 0 ? [{ type: 'lost', count: lost } as const] : []),
      // The kernel counts the hits of all processes.
      ...(this.#plan.process === null ? [{ type: 'counts', hits, isExact: true } as const] : []),
    ];
  }

  /** Lets go of the hits whose process is known now; with `all` of the others too. */
  #release(all: boolean): TracerEvent[] {
    const released: TracerEvent[] = [];
    const still: Hit[] = [];
    for (const hit of this.#waiting) {
      const pid = this.#threads.processOf(hit.tid);
      if (pid === undefined && !all) still.push(hit);
      else released.push(...this.#known({ ...hit, pid: pid ?? null }));
    }
    this.#waiting = still;
    return released;
  }
}

/** Null when the record is too short for them. */
function readArguments(
  probe: ProbePoint,
  payload: DataView,
  offsets: ReadonlyMap<string, number>,
): CapturedArgument[] | null {
  let field = 0;
  const args: CapturedArgument[] = [];
  for (const capture of probe.captures) {
    if (capture.kind === 'absent') {
      args.push({ name: capture.name, value: { kind: 'absent', reason: capture.reason } });
      continue;
    }
    const start = offsets.get(`f${field}`);
    const words = start === undefined ? null : readWords(payload, start, wordsIn(capture));
    if (words === null) return null;
    args.push({ name: capture.name, value: showValue(capture, rawValue(capture, words)) });
    // The words of a text are one field.
    field += capture.source.kind === 'text' ? 3 : words.length;
  }
  return args;
}

/** The fields of a capture follow one another. */
function readWords(payload: DataView, start: number, count: number): bigint[] | null {
  if (start + count * 8 > payload.byteLength) return null;
  return Array.from({ length: count }, (_, index) => payload.getBigUint64(start + index * 8, true));
}

/** A `__data_loc` field: the text's offset in the lower half, its length with the NUL in the upper. */
function readText(payload: DataView, offset: number): Uint8Array | null {
  const start = payload.getUint16(offset, true);
  const length = payload.getUint16(offset + 2, true);
  if (start + length > payload.byteLength) return null;
  return new Uint8Array(payload.buffer, payload.byteOffset + start, Math.max(0, length - 1));
}

/** The kernel cuts a name at a byte, in the middle of a character perhaps. */
function threadName(bytes: Uint8Array): string {
  const name = new TextDecoder('utf-8').decode(bytes);
  return plainText(bytes.length >= 13 ? name.replace(/\ufffd$/, '') : name);
}
