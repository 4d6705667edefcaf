/**
 * Lets the tracer carry a plan out that is wanted and can: bcc where it can, else tracefs. Where every trace would fail
 * with bcc, tracefs comes first from then on.
 */

import type { ProbePlan } from '../model/probePlan.ts';
import { AutoRun } from './autoRun.ts';
import type { RunningTracer, Tracer } from './tracer.ts';
import type { TracerChoice } from './tracerChoice.ts';

export interface AutoTracerOptions {
  readonly bcc: Tracer;
  readonly tracefs: Tracer;
  /** Asked at each start. */
  readonly prefer: () => TracerChoice;
  /** One clause; null when nothing is known that keeps bcc from carrying the plan out. */
  readonly whyNotBcc: (plan: ProbePlan) => string | null;
}

/** To be shared by all traces: it remembers that bcc cannot. */
export function createAutoTracer(options: AutoTracerOptions): Pick<Tracer, 'start'> {
  const { bcc, tracefs, prefer, whyNotBcc } = options;
  let whyNever: string | null = null;
  return {
    start: (plan, onEvent, context = {}) => {
      const choice = prefer();
      const since = { ...context, sinceMs: context.sinceMs ?? performance.now() };
      if (choice !== 'auto') return (choice === 'bcc' ? bcc : tracefs).start(plan, onEvent, since);
      const run = new AutoRun<RunningTracer>(
        {
          bcc: emit => bcc.start(plan, emit, since),
          tracefs: emit => tracefs.start(plan, emit, since),
        },
        onEvent,
        reason => (whyNever ??= reason),
      );
      run.start(whyNever ?? whyNotBcc(plan));
      return {
        recordAll: () => {
          run.tell(each => {
            each.recordAll();
          });
        },
        stop: () => {
          run.stop();
        },
        done: run.done,
      };
    },
  };
}
