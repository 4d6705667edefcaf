/**
 * Lets the counter carry a plan out that is wanted and can: bcc's `funccount` for the totals of a few functions where it
 * works, else tracefs. `funccount` leaves each of its probes slowly; and between two of its reports it sets its numbers to
 * zero, where calls are lost, so that only tracefs has live numbers that are exact. Where every count would fail with bcc,
 * tracefs comes first from then on.
 */

import type { ProbePlan } from '../model/probePlan.ts';
import { AutoRun } from './autoRun.ts';
import { counterEvents } from './counterEvents.ts';
import type { Counter, CounterOptions, RunningCounter } from './tracer.ts';
import type { TracerChoice } from './tracerChoice.ts';

/** `funccount` needs a tenth of a second to leave a probe. */
const MOST_BCC_PLACES = 24;

export interface AutoCounterOptions {
  readonly bcc: Counter;
  readonly tracefs: Counter;
  /** Asked at each start. */
  readonly prefer: () => TracerChoice;
  /** One clause; null when nothing is known that keeps bcc from carrying the plan out. */
  readonly whyNotBcc: (plan: ProbePlan) => string | null;
}

/** To be shared by all counts: it remembers that bcc cannot. */
export function createAutoCounter(options: AutoCounterOptions): Pick<Counter, 'start'> {
  const { bcc, tracefs, prefer, whyNotBcc } = options;
  let whyNever: string | null = null;
  return {
    start: (plan, onEvent, terms) => {
      const choice = prefer();
      const since = { ...terms, sinceMs: terms.sinceMs ?? performance.now() };
      if (choice !== 'auto') return (choice === 'bcc' ? bcc : tracefs).start(plan, onEvent, since);
      const run = new AutoRun<RunningCounter>(
        {
          bcc: emit => bcc.start(plan, emit, since),
          tracefs: emit => tracefs.start(plan, emit, since),
        },
        counterEvents(onEvent),
        reason => (whyNever ??= reason),
      );
      run.start(whyTooMany(plan) ?? whyNotLive(terms) ?? whyNever ?? whyNotBcc(plan));
      return {
        stop: () => {
          run.stop();
        },
        get pause() {
          return run.running?.pause ? pause : null;
        },
        done: run.done,
      };
      function pause(isPaused: boolean): void {
        run.tell(each => each.pause?.(isPaused));
      }
    },
  };
}

function whyTooMany({ probes }: ProbePlan): string | null {
  if (probes.length <= MOST_BCC_PLACES) return null;
  return `bcc is slow to leave ${probes.length} places`;
}

function whyNotLive({ everyMs }: CounterOptions): string | null {
  return everyMs === null ? null : 'bcc loses calls between two reports';
}
