/** A program that counts -> a counter: each start is a run of it. */

import { toHumanDetail } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import { NO_NAMES } from '../probe/addressNames.ts';
import { counterEvents } from './counterEvents.ts';
import { type PreparedProgram, SupervisedRun, type TracerProgram, type TracingMachine } from './supervisedRun.ts';
import type { Counter, CounterOptions } from './tracer.ts';
import type { TracerOptions } from './tracerOf.ts';
import { Turns } from './turns.ts';

/** What a counter is told, and when the root side ends it by itself: so many seconds after its start; null: never. */
export interface CounterTerms extends Pick<CounterOptions, 'everyMs'> {
  readonly seconds: number | null;
}

/** A program that is ready to be run once. Its `finish` brings the totals as a last `counts`. */
export interface PreparedCounter extends Omit<PreparedProgram, 'recordAll' | 'saw'> {
  /** At any time from now on, also before `begin`. Called only where the program `canPause`. */
  pause(isPaused: boolean): void;
}

export interface CounterProgram extends Pick<TracerProgram, 'name' | 'explain'> {
  readonly canPause: boolean;
  /** @throws HumanError when it cannot be run. */
  prepare(plan: ProbePlan, terms: CounterTerms): Promise<PreparedCounter>;
}

export function counterOf(program: CounterProgram, machine: TracingMachine & Pick<TracerOptions, 'turns'>): Counter {
  const turns = machine.turns ?? new Turns();
  return {
    name: program.name,
    start: (plan, onEvent, { everyMs, sinceMs = performance.now() }) => {
      let isPaused = false;
      let prepared: PreparedCounter | null = null;
      const counting: TracerProgram = {
        name: program.name,
        explain: messages => program.explain(messages),
        whyShortened: () => null,
        prepare: async (_, { seconds }) => {
          const ready = await program.prepare(plan, { everyMs, seconds });
          prepared = ready;
          if (isPaused) ready.pause(true);
          return { ...ready, saw: () => undefined, recordAll: () => true };
        },
      };
      const traced = { plan, sinceMs, names: NO_NAMES };
      const run = new SupervisedRun(traced, counting, machine, turns.take(), counterEvents(onEvent));
      return {
        stop: () => {
          run.stop();
        },
        pause: program.canPause
          ? wanted => {
              if (wanted === isPaused) return;
              isPaused = wanted;
              prepared?.pause(wanted);
            }
          : null,
        done: run.start().catch((error: unknown) => ({ kind: 'failed', error: toHumanDetail(error) })),
      };
    },
  };
}
