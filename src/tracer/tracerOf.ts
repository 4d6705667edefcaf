/** A program that traces -> a tracer: each start is a run of it. */

import { toHumanDetail } from '../model/humanError.ts';
import { NO_NAMES } from '../probe/addressNames.ts';
import type { PrivilegeOptions } from './privilege.ts';
import { SupervisedRun, type TracerProgram, type TracingMachine } from './supervisedRun.ts';
import type { TraceLimits, Tracer } from './tracer.ts';
import { Turns } from './turns.ts';

export interface TracerOptions extends Pick<PrivilegeOptions, 'askPassword' | 'hasTerminal'> {
  /** Read at each start. */
  readonly limits: () => TraceLimits;
  /** Of all tracers that ask one person for a password: one after the other. */
  readonly turns?: Turns;
}

export function tracerOf(program: TracerProgram, machine: TracingMachine & Pick<TracerOptions, 'turns'>): Tracer {
  const turns = machine.turns ?? new Turns();
  return {
    name: program.name,
    start: (plan, onEvent, { sinceMs = performance.now(), names = NO_NAMES } = {}) => {
      const run = new SupervisedRun({ plan, sinceMs, names }, program, machine, turns.take(), onEvent);
      return {
        stop: () => {
          run.stop();
        },
        recordAll: () => {
          run.recordAll();
        },
        done: run.start().catch((error: unknown) => ({ kind: 'failed', error: toHumanDetail(error) })),
      };
    },
  };
}
