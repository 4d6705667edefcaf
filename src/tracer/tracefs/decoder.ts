/**
 * The two streams of tracefs.sh -> events. Stdout is pages of the kernel's ring buffers, one after the other, of all
 * processors; stderr is lines, those that begin with `rust-trace: ` the script's own. Fed with bytes, split anywhere.
 */

import type { Passage } from '../../model/passage.ts';
import type { ProbePlan } from '../../model/probePlan.ts';
import type { DecodedEvent } from '../decoded.ts';
import { SupervisedDecoder } from '../supervisedDecoder.ts';
import { readPidLine } from '../supervisor.ts';
import { type EventFormat, FormatReader } from './eventFormat.ts';
import type { PointRecord } from './events.ts';
import { isProfileExact } from './profileAccuracy.ts';
import { PAGE_BYTES, readRingPage, type RingRecord } from './ringPage.ts';
import { RingPassage } from './ringPassage.ts';
import { ThreadNames } from './threadNames.ts';
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
  /** By the id of a point: how long a record is that has all of its fields; Infinity where it has others. */
  readonly bytesOfPoint: readonly number[];
}

/** What pages and the answers on threads bring. */
interface Output {
  readonly passages: Passage[];
  readonly others: DecodedEvent[];
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
  readonly #names = new ThreadNames();
  #waiting: RingPassage[] = [];
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
    const output: Output = { passages: [], others: [] };
    for (let at = 0; at < whole; at += PAGE_BYTES) this.#page(bytes.subarray(at, at + PAGE_BYTES), output);
    this.#half = new Uint8Array(bytes.subarray(whole));
    return eventsOf(output);
  }

  override end(): DecodedEvent[] {
    const events = super.end();
    if (this.#half.length > 0) events.push(...this.message(`${this.#half.length} bytes of a record were cut off`));
    this.#half = new Uint8Array();
    return [...events, ...this.#released(true)];
  }

  #page(bytes: Uint8Array, output: Output): void {
    if (!this.#listener.wants('hit')) return;
    const page = readRingPage(bytes);
    if (page === null) {
      output.others.push(...this.#unreadable('a page'));
      return;
    }
    // How many they are, the kernel says in its statistics, which the answer to `hits` brings.
    if (page.hasLost) this.#listener.take('lost');
    // A copy, so that a passage that is kept holds the records of one page and not all that was read with them.
    const copy = new Uint8Array(bytes.subarray(0, page.end));
    const view = new DataView(copy.buffer);
    for (const record of page.records) this.#record(record, view, copy, output);
  }

  #record({ timeNs, start, end }: RingRecord, page: DataView, bytes: Uint8Array, output: Output): void {
    const layout = end - start < 8 ? undefined : this.#layouts.get(page.getUint16(start, true));
    const point = layout === undefined || start + layout.id + 4 > end ? -1 : page.getUint32(start + layout.id, true);
    const record = this.#records[point];
    const name = layout === undefined ? null : textAt(page, start, end, layout.comm);
    if (
      layout === undefined ||
      record === undefined ||
      name === null ||
      end - start < (layout.bytesOfPoint[point] ?? 0)
    ) {
      this.#listener.sawRecord(timeNs, 'hit');
      output.others.push(...this.#unreadable('a record'));
      return;
    }
    const kind = point < this.#plan.probes.length ? 'hit' : 'exit';
    this.#listener.sawRecord(timeNs, kind);
    if (!this.#listener.wants(kind)) return;
    const tid = page.getInt32(start + 4, true);
    const pid = this.#threads.processOf(tid);
    const comm = this.#names.nameOf(tid, bytes, name.start, name.end);
    const parts = { point, timeNs, tid, comm, page, start, fields: layout.fields };
    const passage = new RingPassage(parts, pid ?? null, record);
    if (pid !== undefined) {
      this.#take(passage, output);
      return;
    }
    this.#waiting.push(passage);
    if (this.#waiting.length > MOST_WAITING) this.#release(true, output);
  }

  #unreadable(what: string): DecodedEvent[] {
    this.#listener.take('lost');
    return this.message(`${what} of the ring buffer could not be read`);
  }

  /** One whose process is known as far as it will be. The children of a process that alone is traced are recorded with it. */
  #take(passage: RingPassage, { passages, others }: Output): void {
    const { process } = this.#plan;
    if (process === null || passage.pid === process) passages.push(passage);
    else if (passage.pid === null) others.push({ type: 'lost', count: 1 });
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
        return this.#released(false);
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
      const layout = layoutOf(format, this.#records);
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
  #release(all: boolean, output: Output): void {
    const still: RingPassage[] = [];
    for (const passage of this.#waiting) {
      const pid = this.#threads.processOf(passage.tid);
      if (pid === undefined && !all) {
        still.push(passage);
        continue;
      }
      passage.pid = pid ?? null;
      this.#take(passage, output);
    }
    this.#waiting = still;
  }

  #released(all: boolean): DecodedEvent[] {
    const output: Output = { passages: [], others: [] };
    this.#release(all, output);
    return eventsOf(output);
  }
}

function eventsOf({ passages, others }: Output): DecodedEvent[] {
  return passages.length === 0 ? others : [{ type: 'passages', passages }, ...others];
}

/** Null when it is not one that we have defined. */
function layoutOf({ offsets }: EventFormat, records: readonly PointRecord[]): Layout | null {
  const [id, comm] = [offsets.get('id'), offsets.get('comm')];
  if (id === undefined || comm === undefined) return null;
  const fields: number[] = [];
  for (let offset = offsets.get('f0'); offset !== undefined; offset = offsets.get(`f${fields.length}`)) {
    fields.push(offset);
  }
  const bytesOfPoint = records.map(({ fieldBytes }) =>
    Math.max(0, ...fieldBytes.map((bytes, field) => (fields[field] ?? Infinity) + bytes)),
  );
  return { id, comm, fields, bytesOfPoint };
}

/**
 * Where a text of a record lies in the page, by its `__data_loc` field: its offset in the record in the lower half, its
 * length with the NUL in the upper. Null where the record has no room for it.
 */
function textAt(
  page: DataView,
  start: number,
  end: number,
  offset: number,
): { readonly start: number; readonly end: number } | null {
  if (start + offset + 4 > end) return null;
  const from = start + page.getUint16(start + offset, true);
  const length = page.getUint16(start + offset + 2, true);
  return from + length > end ? null : { start: from, end: from + Math.max(0, length - 1) };
}
