/** What every tracer offers, whatever carries it out. The session sees only this. */

import type { Exit, Hit } from '../model/hit.ts';
import type { HumanErrorDetail } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { AddressNames } from '../probe/addressNames.ts';

export type EndReason =
  /** Ended because `stop()` was called. */
  | { readonly kind: 'stopped' }
  /** The one process that was to be traced has ended. */
  | { readonly kind: 'processEnded'; readonly pid: number }
  /** The person cancelled the password prompt. */
  | { readonly kind: 'cancelled' }
  /** The tracer could not start, died, or refused to die. */
  | {
      readonly kind: 'failed';
      readonly error: HumanErrorDetail;
      /** Its program ran as root and ended before it was attached, for a reason that is not known. */
      readonly isUnexplained?: true;
    };

/** Who carries a plan out: bcc's `trace`, or the kernel's own uprobe events. */
export type TracerName = 'bcc' | 'tracefs';

/** What protects the traced program and the machine. */
export interface TraceLimits {
  /**
   * Hits a second and trace that are recorded with their values. While more come, they are only counted.
   * Null: all are recorded, whatever it costs.
   */
  readonly recordedPerSecond: number | null;
  /** The root side ends the trace so many seconds after it began; null: never by itself. */
  readonly seconds: number | null;
}

export const NO_LIMITS: TraceLimits = { recordedPerSecond: null, seconds: null };

export type TracerEvent =
  /**
   * Who carries the plan out, and one clause: why not the other where there was a choice, or that it cuts values shorter
   * than they were planned. Before `command`.
   */
  | { readonly type: 'tracer'; readonly name: TracerName; readonly reason: string | null }
  /** The exact argv about to be run; before any password prompt. `display` is the same as one line for a shell. */
  | { readonly type: 'command'; readonly argv: readonly string[]; readonly display: string }
  /** `sudo` is asking for a password. */
  | { readonly type: 'authorising' }
  /** All probes are in place: every call from now on is a hit. */
  | { readonly type: 'attached'; readonly probes: number }
  | { readonly type: 'hit'; readonly hit: Hit }
  /** The end of a call. Hits and exits of a thread come in the order of their times. */
  | { readonly type: 'exit'; readonly exit: Exit }
  /**
   * Hits of each probe, in the order of the plan, since it was attached: recorded or not. True numbers at some moment
   * before now where `isExact`, else lower bounds. Never less than in the event before.
   */
  | { readonly type: 'counts'; readonly hits: readonly number[]; readonly isExact: boolean }
  /** Hits come faster than they may be recorded, and are only counted from now on; or they are recorded again. */
  | { readonly type: 'recording'; readonly isOn: boolean }
  /**
   * Returns are not recorded from now on, since calls end faster than they may be; or they are recorded again. Only where
   * a condition leaves calls out: its hits are recorded all the time.
   */
  | { readonly type: 'returns'; readonly isOn: boolean }
  /** `count` more records than reported before were dropped on their way: their hits happened, their values are gone. */
  | { readonly type: 'lost'; readonly count: number }
  /** A line of the tracer's own that is no hit: a warning of clang, an unreadable line. Plain text, no newline. */
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'ended'; readonly reason: EndReason };

export interface RunningTracer {
  /** Records every hit from now on, however fast they come. `recording` follows where that changes something. */
  recordAll(): void;
  /** Asks the tracer to stop; `ended` follows. Safe to call at any time and more than once. */
  stop(): void;
  /** Resolves once the tracer's process is gone and nothing of it is left. Never rejects. */
  readonly done: Promise<EndReason>;
}

/** The trace that a run of a tracer is a part of. */
export interface TraceContext {
  /** When it began, by `performance.now()`; its time limit counts from there. */
  readonly sinceMs?: number;
  /** Names of the addresses that values hold. */
  readonly names?: AddressNames;
}

export type CounterEvent = Extract<
  TracerEvent,
  { readonly type: 'tracer' | 'command' | 'authorising' | 'attached' | 'counts' | 'message' | 'ended' }
>;

export interface RunningCounter extends Omit<RunningTracer, 'recordAll'> {
  /**
   * From now on nothing is counted and the program runs at its own speed; or it is counted again. Safe to call at any
   * time. Null where the counter cannot: final once `tracer` has said which counter it is.
   */
  readonly pause: ((isPaused: boolean) => void) | null;
}

export interface CounterOptions {
  /** A `counts` event about so often, milliseconds; null: only the totals at the end, which every counter knows best. */
  readonly everyMs: number | null;
  /** When it began, by `performance.now()`; its time limit counts from there. Default: now. */
  readonly sinceMs?: number;
}

/** Carries out plans of `countingProbes`: many probes, of which only the hits are counted. */
export interface Counter {
  readonly name: TracerName;
  /** As `Tracer.start`. The last `counts` before `ended` are the totals. */
  start(plan: ProbePlan, onEvent: (event: CounterEvent) => void, options: CounterOptions): RunningCounter;
}

export interface Tracer {
  readonly name: TracerName;
  /** Returns at once; everything that happens, failures included, comes as events, `ended` once and last. */
  start(plan: ProbePlan, onEvent: (event: TracerEvent) => void, context?: TraceContext): RunningTracer;
}
