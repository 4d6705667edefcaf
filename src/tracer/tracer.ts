/** What every tracer offers, whatever carries it out. The session sees only this. */

import type { Hit } from '../model/hit.ts';
import type { HumanErrorDetail } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';

export type EndReason =
  /** Ended because `stop()` was called. */
  | { readonly kind: 'stopped' }
  /** The person cancelled the password prompt. */
  | { readonly kind: 'cancelled' }
  /** The tracer could not start, died, or refused to die. */
  | { readonly kind: 'failed'; readonly error: HumanErrorDetail };

export type TracerEvent =
  /** The exact argv about to be run; before any password prompt. `display` is the same as one line for a shell. */
  | { readonly type: 'command'; readonly argv: readonly string[]; readonly display: string }
  /** `sudo` is asking for a password. */
  | { readonly type: 'authorising' }
  /** All probes are in place: every call from now on is a hit. */
  | { readonly type: 'attached'; readonly probes: number }
  | { readonly type: 'hit'; readonly hit: Hit }
  /** The kernel dropped `count` more events than reported before. */
  | { readonly type: 'lost'; readonly count: number }
  /** A line of the tracer's own that is no hit: a warning of clang, an unreadable line. Plain text, no newline. */
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'ended'; readonly reason: EndReason };

export interface RunningTracer {
  /** Asks the tracer to stop; `ended` follows. Safe to call at any time and more than once. */
  stop(): void;
  /** Resolves once the tracer's process is gone and nothing of it is left. Never rejects. */
  readonly done: Promise<EndReason>;
}

export interface Tracer {
  readonly name: 'bcc';
  /** Returns at once; everything that happens, failures included, comes as events, `ended` once and last. */
  start(plan: ProbePlan, onEvent: (event: TracerEvent) => void): RunningTracer;
}
