/**
 * The two output streams of bcc's `trace` -> events. Fed with bytes, split anywhere; holds at most one record.
 * Whatever is not one of our events is passed on as a message, never guessed at. A sample of hits that are only counted
 * is no hit here: it tells of their number.
 */

import type { ProbePlan } from '../../model/probePlan.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { DecodedEvent, TracerDecoder } from '../decoded.ts';
import { LineSplitter } from '../lineSplitter.ts';
import { Messages } from '../messages.ts';
import { isTimeUpLine, readPidLine } from '../supervisor.ts';
import { HitCounts } from './hitCounts.ts';
import { endOfOther, type FoundRecord, type RecordedPoint, recordedPoints, readRecord } from './record.ts';
import { RecordingState } from './recordingState.ts';

/** `trace` prints its header when all probes are in place. */
const HEADER = /^PID +TID +COMM +FUNC +-? *$/;

/** libbcc, src/cc/perf_reader.c: how many events one ring lost since it said so last. */
const LOST = /^Possibly lost (\d+) samples$/;

/** UTF-16 units of an unfinished record; a symbol cannot be longer than an argument of a command, 128 KiB. */
const LONGEST_RECORD = 160 * 1024;

export class BccDecoder implements TracerDecoder {
  readonly #plan: ProbePlan;
  readonly #points: readonly RecordedPoint[];
  readonly #utf8 = new TextDecoder('utf-8');
  readonly #diagnostics = new LineSplitter();
  readonly #messages = new Messages();
  readonly #counts: HitCounts;
  readonly #recording: RecordingState;
  #pending = '';
  #isAttached = false;
  #isTimeUp = false;
  #tracerPid: number | null = null;

  /** @param deliver takes what comes of time, not of output */
  constructor(plan: ProbePlan, deliver: (events: readonly DecodedEvent[]) => void, clock: Clock = systemClock) {
    this.#plan = plan;
    this.#points = recordedPoints(plan);
    this.#counts = new HitCounts(plan.probes.length);
    this.#recording = new RecordingState(deliver, clock);
  }

  stdout(chunk: Uint8Array): DecodedEvent[] {
    this.#pending += this.#utf8.decode(chunk, { stream: true });
    return this.#takeRecords();
  }

  stderr(chunk: Uint8Array): DecodedEvent[] {
    return this.#diagnostics.push(chunk).flatMap(line => this.#diagnostic(line));
  }

  /** What was cut off by the end of the tracer. */
  end(): DecodedEvent[] {
    this.#pending += this.#utf8.decode();
    const events = this.#takeRecords();
    const halves = [...this.#pending.split('\n'), this.#diagnostics.end()];
    this.#pending = '';
    this.#recording.end();
    return [...events, ...halves.flatMap(half => this.#diagnostic(half))];
  }

  /** The first messages and the last, oldest first: for the explanation of a failure. */
  get messages(): readonly string[] {
    return this.#messages.kept;
  }

  get isAttached(): boolean {
    return this.#isAttached;
  }

  /** The supervisor has said that it ends the tracer by time. */
  get isTimeUp(): boolean {
    return this.#isTimeUp;
  }

  /** The process to name when it does not end; null before the supervisor has said it. */
  get tracerPid(): number | null {
    return this.#tracerPid;
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
      events.push(...this.#line(this.#pending.slice(start, end)));
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

  #line(line: string): DecodedEvent[] {
    if (this.#isAttached || !HEADER.test(line)) return this.#messages.take(line);
    this.#isAttached = true;
    return [{ type: 'attached', probes: this.#plan.probes.length }];
  }

  #diagnostic(line: string): DecodedEvent[] {
    const pid = readPidLine(line);
    if (pid !== null && this.#tracerPid === null) {
      this.#tracerPid = pid;
      return [];
    }
    if (isTimeUpLine(line)) {
      this.#isTimeUp = true;
      return [];
    }
    const lost = LOST.exec(line);
    return lost === null ? this.#messages.take(line) : [{ type: 'lost', count: Number(lost[1]) }];
  }
}
