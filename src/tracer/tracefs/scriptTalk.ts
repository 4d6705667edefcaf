/**
 * The talk with tracefs.sh while it runs: asks for counts and for the processes of threads, and tells it to record or
 * only to count, at a steady pace and not at each hit. Where a condition leaves calls out, their ends are recorded all
 * the same: those have a limit of their own, above which hits go on and ends are left out. Records tell the number of hits until the first was missed; from
 * then on counts follow all that happens, and rest when nothing does.
 */

import { systemClock, type Clock } from '../clock.ts';
import type { ProgramLink } from '../supervisedRun.ts';
import type { RecordKind, ScriptListener, ScriptSignal, TracefsDecoder } from './decoder.ts';
import type { RecordingLimit } from './recordingLimit.ts';
import type { Threads } from './threads.ts';

const TALK_EVERY_MS = 100;
/** Counts cost a look at all uprobes of the machine. */
const COUNT_EVERY_MS = 500;
/** What was recorded has arrived when nothing more came for so long. */
const QUIET_MS = 60;
/** A stop is not made to wait longer. */
const LONGEST_FINISH_MS = 5_000;

export interface RecordingLimits {
  readonly hits: RecordingLimit;
  readonly exits: RecordingLimit;
}

export class ScriptTalk implements ScriptListener {
  readonly #threads: Threads;
  readonly #limits: RecordingLimits;
  readonly #clock: Clock;
  #link: ProgramLink | null = null;
  #decoder: TracefsDecoder | null = null;
  #cancelTick: () => void = () => undefined;
  #cancelFinish: () => void = () => undefined;
  #mayRecord = true;
  #mayRecordExits = true;
  /** There are hits without records, so that only the kernel knows the number of hits. */
  #hasMissed = false;
  /** Something happened that the last answer does not hold. */
  #isCountDue = false;
  #isCountAsked = false;
  #sinceCountMs = 0;
  #onFinished: ((isComplete: boolean) => void) | null = null;
  #isFinished = false;

  constructor(threads: Threads, limits: RecordingLimits, clock: Clock = systemClock) {
    this.#threads = threads;
    this.#limits = limits;
    this.#clock = clock;
  }

  begin(link: ProgramLink, decoder: TracefsDecoder): void {
    this.#link = link;
    this.#decoder = decoder;
    this.#tick();
  }

  sawRecord(timeNs: bigint, kind: RecordKind): void {
    const limit = kind === 'hit' ? this.#limits.hits : this.#limits.exits;
    limit.sawRecord(timeNs);
    // At once: each moment brings more that nobody wants.
    if (limit.isOver) this.#steer();
    this.#isCountDue ||= this.#hasMissed;
    if (this.#isFinished) this.#awaitQuiet();
  }

  take(signal: ScriptSignal): void {
    switch (signal) {
      case 'counted':
        this.#isCountAsked = false;
        this.#limits.hits.sawTotal(this.#decoder?.total ?? 0, this.#clock.nowNs());
        break;
      case 'miscounted':
        this.#isCountAsked = false;
        this.#isCountDue = true;
        if (this.#isFinished) this.#sendHits();
        break;
      case 'finished':
        this.#isFinished = true;
        if (this.#isCountDue) this.#sendHits();
        this.#awaitQuiet();
        break;
      case 'lost':
        this.#miss();
        break;
    }
  }

  /** Whether hits are to be told of one by one, and not only counted. */
  wants(kind: RecordKind): boolean {
    const { hits, exits } = this.#limits;
    return !hits.isOver && (kind === 'hit' || !exits.isOver);
  }

  recordAll(): void {
    this.#limits.hits.lift();
    this.#limits.exits.lift();
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
      // A last thread may still be asked for, or the last counts once more.
      if (this.#threads.isAsking || this.#isCountAsked) this.#awaitQuiet();
      else this.#onFinished?.(true);
    }, QUIET_MS);
  }

  #tick(): void {
    if (this.#decoder?.isAttached === true) {
      const nowNs = this.#clock.nowNs();
      this.#limits.hits.sawTime(nowNs);
      this.#limits.exits.sawTime(nowNs);
      this.#steer();
      this.#askThreads();
      this.#askCounts();
    }
    this.#cancelTick = this.#clock.schedule(() => {
      this.#tick();
    }, TALK_EVERY_MS);
  }

  #steer(): void {
    const [mayRecord, mayRecordExits] = [this.wants('hit'), !this.#limits.exits.isOver];
    if (this.#link === null) return;
    if (mayRecordExits !== this.#mayRecordExits) {
      this.#mayRecordExits = mayRecordExits;
      this.#link.send(mayRecordExits ? 'returns' : 'noreturns');
    }
    if (mayRecord === this.#mayRecord) return;
    this.#mayRecord = mayRecord;
    this.#link.send(mayRecord ? 'record' : 'count');
    // Hits go by from now on, or went by until now.
    this.#miss();
  }

  #askThreads(): void {
    const threads = this.#threads.ask();
    if (threads.length > 0) this.#link?.send(`threads ${threads.join('|')}`);
  }

  #miss(): void {
    this.#hasMissed = true;
    this.#isCountDue = true;
  }

  #askCounts(): void {
    this.#sinceCountMs += TALK_EVERY_MS;
    if ((this.#mayRecord && !this.#isCountDue) || this.#isCountAsked || this.#sinceCountMs < COUNT_EVERY_MS) return;
    this.#sendHits();
  }

  #sendHits(): void {
    this.#sinceCountMs = 0;
    this.#isCountDue = false;
    this.#isCountAsked = true;
    this.#link?.send('hits');
  }
}
