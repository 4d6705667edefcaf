/**
 * The two streams of tracefs.sh -> events. Stdout is pages of the kernel's ring buffers, one after the other, of all
 * processors; stderr is lines, those that begin with `rust-trace: ` the script's own. Fed with bytes, split anywhere.
 */

import type { Passage } from '../../model/passage.ts';
import type { ProbePlan } from '../../model/probePlan.ts';
import type { DecodedEvent } from '../decoded.ts';
import { plainText } from '../plainText.ts';
import { SupervisedDecoder } from '../supervisedDecoder.ts';
import { readPidLine } from '../supervisor.ts';
import { type EventFormat, FormatReader } from './eventFormat.ts';
import type { PointRecord } from './events.ts';
import { isProfileExact } from './profileAccuracy.ts';
import { PAGE_BYTES, readRingPage, type RingRecord } from './ringPage.ts';
import type { Threads } from './threads.ts';

/** Passages that wait for the process of their thread to be known; more are let go without it. */
const MOST_WAITING = 50_000;

const OWN = 'rust-trace: ';

/**
 * What is no event but belongs to the talk with the script: hits are known to lack their records, an answer to `hits`
 * has come, whole or not, and everything has been read.
 */
export type ScriptSignal = 'lost' | 'counted' | 'miscounted' | 'finished';

export interface ScriptListener {
  /** A record has come, of any process, in nearly any order: of a hit, or of an exit. */
  sawRecord(timeNs: bigint, kind: RecordKind): void;
  take(signal: ScriptSignal): void;
  /** Whether such records are of use. Where not, hits are left to the counts. */
  wants(kind: RecordKind): boolean;
}

export type RecordKind = 'hit' | 'exit';

/** Where the fields of an event's records are, bytes. */
interface Layout {
  readonly id: number;
  readonly comm: number;
  /** `f0`, `f1`, … */
  readonly fields: readonly number[];
}

export class TracefsDecoder extends SupervisedDecoder {
  readonly #plan: ProbePlan;
  readonly #records: readonly PointRecord[];
  /** Whether the kernel's counts are those of the plan's hits: it counts the calls of all processes. */
  readonly #isCountOfHits: boolean;
  readonly #isCountExact: boolean;
  readonly #threads: Threads;
  readonly #listener: ScriptListener;
  readonly #formats = new FormatReader();
  readonly #layouts = new Map<number, Layout>();
  #half: Uint8Array = new Uint8Array();
  #waiting: Passage[] = [];
  #counts: number[] = [];
  /** Of all processors, in the answer that is coming in. */
  #lostNow = 0;
  /** As it was said before. */
  #lostBefore = 0;
  #total = 0;

  /** @param records of the plan's points, by their ids. @param isCountExact whether the kernel tells of every hit */
  constructor(
    plan: ProbePlan,
    records: readonly PointRecord[],
    threads: Threads,
    listener: ScriptListener,
    isCountExact = isProfileExact(),
  ) {
    super();
    this.#plan = plan;
    this.#isCountExact = isCountExact;
    this.#records = records;
    this.#isCountOfHits = plan.process === null && plan.probes.every(({ condition }) => condition === null);
    this.#threads = threads;
    this.#listener = listener;
  }

  /** Calls in all processes that the kernel has counted, as of the last answer. */
  get total(): number {
    return this.#total;
  }

  override stdout(chunk: Uint8Array): DecodedEvent[] {
    const bytes = this.#half.length === 0 ? chunk : Buffer.concat([this.#half, chunk]);
    const whole = bytes.length - (bytes.length % PAGE_BYTES);
    const events: DecodedEvent[] = [];
    for (let at = 0; at < whole; at += PAGE_BYTES) events.push(...this.#page(bytes.subarray(at, at + PAGE_BYTES)));
    this.#half = new Uint8Array(bytes.subarray(whole));
    return events;
  }

  override end(): DecodedEvent[] {
    const events = super.end();
    if (this.#half.length > 0) events.push(...this.message(`${this.#half.length} bytes of a record were cut off`));
    this.#half = new Uint8Array();
    return [...events, ...this.#release(true)];
  }

  #page(bytes: Uint8Array): DecodedEvent[] {
    if (!this.#listener.wants('hit')) return [];
    const page = readRingPage(bytes);
    if (page === null) return this.#unreadable('a page');
    // How many they are, the kernel says in its statistics, which the answer to `hits` brings.
    if (page.hasLost) this.#listener.take('lost');
    return page.records.flatMap(record => this.#record(record));
  }

  #record({ timeNs, payload }: RingRecord): DecodedEvent[] {
    const read = this.#read(timeNs, payload);
    if (read === null) {
      this.#listener.sawRecord(timeNs, 'hit');
      return this.#unreadable('a record');
    }
    const kind = read.point < this.#plan.probes.length ? 'hit' : 'exit';
    this.#listener.sawRecord(timeNs, kind);
    if (!this.#listener.wants(kind)) return [];
    if (read.pid === undefined) {
      this.#waiting.push({ ...read, pid: null });
      return this.#waiting.length > MOST_WAITING ? this.#release(true) : [];
    }
    return this.#known({ ...read, pid: read.pid });
  }

  #unreadable(what: string): DecodedEvent[] {
    this.#listener.take('lost');
    return this.message(`${what} of the ring buffer could not be read`);
  }

  /** The children of a process that alone is traced are recorded with it. */
  #known(passage: Passage): DecodedEvent[] {
    const { process } = this.#plan;
    if (process === null || passage.pid === process) return [{ type: 'passage', passage }];
    return passage.pid === null ? [{ type: 'lost', count: 1 }] : [];
  }

  /** Null when it is no record of the plan. */
  #read(timeNs: bigint, payload: DataView): (Omit<Passage, 'pid'> & { pid: number | null | undefined }) | null {
    if (payload.byteLength < 8) return null;
    const layout = this.#layouts.get(payload.getUint16(0, true));
    if (layout === undefined) return null;
    if (layout.id + 4 > payload.byteLength || layout.comm + 4 > payload.byteLength) return null;
    const point = payload.getUint32(layout.id, true);
    const record = this.#records[point];
    const comm = readText(payload, layout.comm);
    if (record === undefined || comm === null) return null;
    const results = record.results(field => {
      const start = layout.fields[field];
      const bytes = record.fieldBytes[field];
      if (start === undefined || bytes === undefined || start + bytes > payload.byteLength) return null;
      return new DataView(payload.buffer, payload.byteOffset + start, bytes);
    });
    if (results === null) return null;
    const tid = payload.getInt32(4, true);
    return { point, timeNs, pid: this.#threads.processOf(tid), tid, comm: threadName(comm), results };
  }

  protected override line(line: string): DecodedEvent[] {
    if (!line.startsWith(OWN)) return this.message(line);
    // It has said so before.
    if (readPidLine(line) !== null) return [];
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
      case 'returns':
        return [{ type: 'returns', isOn: more === '1' }];
      case 'finished':
        this.#listener.take('finished');
        return [];
      default:
        return this.message(line.slice(OWN.length));
    }
  }

  /** The answer that was on its way is cut off too; a last one follows. */
  protected override timeIsUp(): void {
    this.#counts = [];
    this.#lostNow = 0;
  }

  #attach(): DecodedEvent[] {
    if (this.isAttached) return [];
    if (this.#formats.pageBytes !== PAGE_BYTES) {
      return this.message(`pages of ${this.#formats.pageBytes ?? 'unknown'} bytes`);
    }
    for (const format of this.#formats.events) {
      const layout = layoutOf(format);
      if (layout !== null) this.#layouts.set(format.id, layout);
    }
    return this.attached(this.#plan.probes.length);
  }

  #count(word: string): DecodedEvent[] {
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
      ...(this.#isCountOfHits ? [{ type: 'counts', hits, isExact: this.#isCountExact } as const] : []),
    ];
  }

  /** Lets go of the passages whose process is known now; with `all` of the others too. */
  #release(all: boolean): DecodedEvent[] {
    const released: DecodedEvent[] = [];
    const still: Passage[] = [];
    for (const passage of this.#waiting) {
      const pid = this.#threads.processOf(passage.tid);
      if (pid === undefined && !all) still.push(passage);
      else released.push(...this.#known({ ...passage, pid: pid ?? null }));
    }
    this.#waiting = still;
    return released;
  }
}

/** Null when it is not one that we have defined. */
function layoutOf({ offsets }: EventFormat): Layout | null {
  const [id, comm] = [offsets.get('id'), offsets.get('comm')];
  if (id === undefined || comm === undefined) return null;
  const fields: number[] = [];
  for (let offset = offsets.get('f0'); offset !== undefined; offset = offsets.get(`f${fields.length}`)) {
    fields.push(offset);
  }
  return { id, comm, fields };
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
