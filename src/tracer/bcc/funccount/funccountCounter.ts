/**
 * The counter that bcc's `funccount` carries out, as root: many functions, each by the exact name of its symbol. Slow to
 * leave them, which nobody waits for.
 */

import { counterOf } from '../../counterOf.ts';
import { findSudo } from '../../privilege.ts';
import type { TracingMachine } from '../../supervisedRun.ts';
import type { Counter } from '../../tracer.ts';
import type { TracerOptions } from '../../tracerOf.ts';
import { findFunccountTool } from '../toolPath.ts';
import { ChunkedRun } from './chunkedRun.ts';
import { chunksOf } from './chunks.ts';
import { type FunccountInstallation, funccountProgram } from './program.ts';

export interface FunccountCounterOptions extends TracerOptions {
  /** Default: where distributions put it. @throws HumanError as toolPath.ts. */
  readonly findTool?: () => string;
}

/** To be shared by all counts: at most one run asks for a password at a time. */
export function createFunccountCounter(options: FunccountCounterOptions): Counter {
  return funccountCounterOn({
    findTool: findFunccountTool,
    ...options,
    isRoot: process.geteuid?.() === 0,
    findSudo,
  });
}

function funccountCounterOn(machine: TracingMachine & FunccountInstallation & Pick<TracerOptions, 'turns'>): Counter {
  const counter = counterOf(funccountProgram(machine), machine);
  return {
    name: counter.name,
    start: (plan, onEvent, options) => {
      const chunks = chunksOf(plan);
      if (chunks.length === 1) return counter.start(plan, onEvent, options);
      return new ChunkedRun(counter, chunks, onEvent, { sinceMs: performance.now(), ...options });
    },
  };
}
