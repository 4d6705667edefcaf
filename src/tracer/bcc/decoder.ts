/**
 * The two output streams of bcc's `trace` -> events. Fed with bytes, split anywhere; holds at most one record.
 * Whatever is not one of our events is passed on as a message, never guessed at. A sample of hits that are only counted
 * is no hit here: it tells of their number.
 */

import type { ProbePlan } from '../../model/probePlan.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { DecodedEvent } from '../decoded.ts';
import { SupervisedDecoder } from '../supervisedDecoder.ts';
import { HitCounts } from './hitCounts.ts';
import { endOfOther, type FoundRecord, type RecordedPoint, recordedPoints, readRecord } from './record.ts';
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
    const events: DecodedEvent[] = [];
    let start = 0;
    for (;;) {
      const found = readRecord(this.#points, this.#pending, start);
      if (found !== null) {
        events.push(...this.#record(found));
        start = found.end;
        continue;
      }
      const end = endOfOther(this.#pending, start) ?? this.#endOfOverlong(start);
      if (end === null) break;
      events.push(...this.#output(this.#pending.slice(start, end)));
      start = end + 1;
    }
    this.#pending = this.#pending.slice(start);
    return [...events, ...this.#counts.news()];
  }

  #record({ passage, count }: FoundRecord): DecodedEvent[] {
    const { point, timeNs } = passage;
    // The exit of a call that was recorded comes also while others are only counted.
    if (point >= this.#plan.probes.length) return [{ type: 'passage', passage }];
    this.#counts.saw(point, count);
    if (count.isSample) return this.#recording.sawSample(timeNs);
    return [...this.#recording.sawRecord(timeNs), { type: 'passage', passage }];
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
