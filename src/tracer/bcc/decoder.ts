/**
 * The two output streams of bcc's `trace` -> events. Fed with bytes, split anywhere; holds at most one record.
 * Whatever is not one of our events is passed on as a message, never guessed at. A sample of hits that are only counted
 * is no hit here: it tells of their number.
 */

import type { Passage } from '../../model/passage.ts';
import type { ProbePlan } from '../../model/probePlan.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { DecodedEvent } from '../decoded.ts';
import { SupervisedDecoder } from '../supervisedDecoder.ts';
import { HitCounts } from './hitCounts.ts';
import {
  endOfOther,
  type FoundRecord,
  type RecordedPoint,
  recordedPoints,
  readRecord,
  ThreadColumns,
} from './record.ts';
import { RecordingState } from './recordingState.ts';

/** `trace` prints its header when all probes are in place. */
const HEADER = /^PID +TID +COMM +FUNC +-? *$/;

/** libbcc, src/cc/perf_reader.c: how many events one ring lost since it said so last. */
const LOST = /^Possibly lost (\d+) samples$/;

/** UTF-16 units of an unfinished record; a symbol cannot be longer than an argument of a command, 128 KiB. */
const LONGEST_RECORD = 160 * 1024;

export class BccDecoder extends SupervisedDecoder {
  readonly #plan: ProbePlan;
  readonly #points: readonly RecordedPoint[];
  readonly #names = new ThreadColumns();
  readonly #utf8 = new TextDecoder('utf-8');
  readonly #counts: HitCounts;
  readonly #recording: RecordingState;
  #pending = '';

  /** @param deliver takes what comes of time, not of output */
  constructor(plan: ProbePlan, deliver: (events: readonly DecodedEvent[]) => void, clock: Clock = systemClock) {
    super();
    this.#plan = plan;
    this.#points = recordedPoints(plan);
    this.#counts = new HitCounts(plan.probes.length);
    this.#recording = new RecordingState(deliver, clock);
  }

  override stdout(chunk: Uint8Array): DecodedEvent[] {
    this.#pending += this.#utf8.decode(chunk, { stream: true });
    return this.#takeRecords();
  }

  override end(): DecodedEvent[] {
    this.#pending += this.#utf8.decode();
    const events = this.#takeRecords();
    const halves = this.#pending.split('\n');
    this.#pending = '';
    this.#recording.end();
    return [...events, ...halves.flatMap(half => this.diagnostic(half)), ...super.end()];
  }

  #takeRecords(): DecodedEvent[] {
    const events = new EventRow();
    let start = 0;
    for (;;) {
      const found = readRecord(this.#points, this.#names, this.#pending, start);
      if (found !== null) {
        this.#record(found, events);
        start = found.end;
        continue;
      }
      const end = endOfOther(this.#pending, start) ?? this.#endOfOverlong(start);
      if (end === null) break;
      events.push(this.#output(this.#pending.slice(start, end)));
      start = end + 1;
    }
    this.#pending = this.#pending.slice(start);
    events.push(this.#counts.news());
    return events.row;
  }

  #record({ passage, count }: FoundRecord, events: EventRow): void {
    const { point, timeNs } = passage;
    // The exit of a call that was recorded comes also while others are only counted.
    if (point < this.#plan.probes.length) {
      this.#counts.saw(point, count);
      events.push(count.isSample ? this.#recording.sawSample(timeNs) : this.#recording.sawRecord(timeNs));
      if (count.isSample) return;
    }
    events.pass(passage);
  }

  #endOfOverlong(start: number): number | null {
    return this.#pending.length - start > LONGEST_RECORD ? this.#pending.length - 1 : null;
  }

  #output(line: string): DecodedEvent[] {
    if (this.isAttached || !HEADER.test(line)) return this.message(line);
    return this.attached(this.#plan.probes.length);
  }

  protected override line(line: string): DecodedEvent[] {
    const lost = LOST.exec(line);
    return lost === null ? this.message(line) : [{ type: 'lost', count: Number(lost[1]) }];
  }
}

/** Events in their order, in which passages that follow one another are one event. */
class EventRow {
  readonly row: DecodedEvent[] = [];
  /** Of the last event; null where that is another. */
  #passages: Passage[] | null = null;

  push(events: readonly DecodedEvent[]): void {
    if (events.length === 0) return;
    this.row.push(...events);
    this.#passages = null;
  }

  pass(passage: Passage): void {
    if (this.#passages === null) {
      this.#passages = [];
      this.row.push({ type: 'passages', passages: this.#passages });
    }
    this.#passages.push(passage);
  }
}
