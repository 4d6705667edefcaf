/**
 * The talk with tracefs.sh while it runs: asks for counts and for the processes of threads, and tells it to record or
 * only to count, at a steady pace and not at each hit.
 */

import { systemClock, type Clock } from '../clock.ts';
import type { ProgramLink } from '../supervisedRun.ts';
import type { TracerEvent } from '../tracer.ts';
import type { ScriptSignal, TracefsDecoder } from './decoder.ts';
import type { RecordingLimit } from './recordingLimit.ts';
import type { Threads } from './threads.ts';

const TALK_EVERY_MS = 100;
/** Counts cost a look at all uprobes of the machine. */
const COUNT_EVERY_MS = 500;
/** What was recorded has arrived when nothing more came for so long. */
const QUIET_MS = 60;
/** A stop is not made to wait longer. */
const LONGEST_FINISH_MS = 5_000;

export class ScriptTalk {
  readonly #threads: Threads;
  readonly #limit: RecordingLimit;
  readonly #clock: Clock;
  #link: ProgramLink | null = null;
  #decoder: TracefsDecoder | null = null;
  #cancelTick: () => void = () => undefined;
  #cancelFinish: () => void = () => undefined;
  #mayRecord = true;
  /** Some hits have no records, so that only the kernel knows their number. */
  #hasMissed = false;
  /** There may be more hits than the last counts and the records tell of. */
  #isCountDue = false;
  #isCountAsked = false;
  #sinceCountMs = 0;
  #onFinished: ((isComplete: boolean) => void) | null = null;
  #isFinished = false;

  constructor(threads: Threads, limit: RecordingLimit, clock: Clock = systemClock) {
    this.#threads = threads;
    this.#limit = limit;
    this.#clock = clock;
  }

  begin(link: ProgramLink, decoder: TracefsDecoder): void {
    this.#link = link;
    this.#decoder = decoder;
    this.#tick();
  }

  /** An event of the decoder. */
  saw(event: TracerEvent): void {
    if (event.type !== 'hit') return;
    this.#limit.sawRecord(event.hit.timeNs);
    // At once: each moment brings more that nobody wants.
    if (this.#limit.isOver) this.#steer();
    // It may be of a hit since the last counts, or stand beside one that has no record.
    this.#isCountDue ||= this.#hasMissed;
    if (this.#isFinished) this.#awaitQuiet();
  }

  take(signal: ScriptSignal): void {
    switch (signal) {
      case 'counted':
        this.#isCountAsked = false;
        this.#limit.sawTotal(this.#decoder?.total ?? 0, this.#clock.nowNs());
        break;
      case 'finished':
        this.#isFinished = true;
        this.#awaitQuiet();
        break;
      case 'lost':
        this.#hasMissed = true;
        this.#isCountDue = true;
        break;
    }
  }

  /** Whether hits are to be told of one by one, and not only counted. */
  get wantsRecords(): boolean {
    return !this.#limit.isOver;
  }

  recordAll(): void {
    this.#limit.lift();
    this.#steer();
  }

  /** Resolves when everything that was recorded has arrived; to false when that takes too long. */
  finish(): Promise<boolean> {
    this.#link?.send('finish');
    return new Promise(resolve => {
      const end = this.#clock.schedule(() => {
        resolve(false);
      }, LONGEST_FINISH_MS);
      this.#onFinished = isComplete => {
        end();
        resolve(isComplete);
      };
    });
  }

  end(): void {
    this.#cancelTick();
    this.#cancelFinish();
    this.#link = null;
  }

  #awaitQuiet(): void {
    this.#cancelFinish();
    this.#cancelFinish = this.#clock.schedule(() => {
      // A last thread may still be asked for.
      if (this.#threads.isAsking) this.#awaitQuiet();
      else this.#onFinished?.(true);
    }, QUIET_MS);
  }

  #tick(): void {
    if (this.#decoder?.isAttached === true) {
      this.#steer();
      this.#askThreads();
      this.#askCounts();
    }
    this.#cancelTick = this.#clock.schedule(() => {
      this.#tick();
    }, TALK_EVERY_MS);
  }

  #steer(): void {
    const mayRecord = !this.#limit.isOver;
    if (mayRecord === this.#mayRecord || this.#link === null) return;
    this.#mayRecord = mayRecord;
    this.#hasMissed = true;
    this.#isCountDue = true;
    this.#link.send(mayRecord ? 'record' : 'count');
  }

  #askThreads(): void {
    const threads = this.#threads.ask();
    if (threads.length > 0) this.#link?.send(`threads ^(${threads.join('|')}) `);
  }

  #askCounts(): void {
    this.#sinceCountMs += TALK_EVERY_MS;
    if ((this.#mayRecord && !this.#isCountDue) || this.#isCountAsked || this.#sinceCountMs < COUNT_EVERY_MS) return;
    this.#sinceCountMs = 0;
    this.#isCountDue = false;
    this.#isCountAsked = true;
    this.#link?.send('hits');
  }
}
