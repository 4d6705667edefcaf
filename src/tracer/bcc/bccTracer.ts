/** The tracer that bcc's `trace` carries out, under the supervisor and as root. Puts the parts together. */

import { assetPath } from '../../binary/assets.ts';
import { toHumanDetail } from '../../model/humanError.ts';
import type { ProbePlan } from '../../model/probePlan.ts';
import { findSudo, type PrivilegeOptions } from '../privilege.ts';
import type { RunningTracer, Tracer, TracerEvent } from '../tracer.ts';
import { Turns } from '../turns.ts';
import { BccRun, type BccMachine } from './bccRun.ts';
import { findTraceTool } from './toolPath.ts';

/** How a person can be asked for a password, if at all. */
export type BccTracerOptions = Pick<PrivilegeOptions, 'askPassword' | 'hasTerminal'>;

/** To be shared by all traces: at most one run of a tracer asks for a password at a time. */
export function createBccTracer(options: BccTracerOptions = {}): Tracer {
  return tracerOn({
    ...options,
    isRoot: process.geteuid?.() === 0,
    findSudo,
    findTool: findTraceTool,
    headerPath: assetPath('rust_trace.h'),
  });
}

export function tracerOn(machine: BccMachine): Tracer {
  const turns = new Turns();
  return {
    name: 'bcc',
    start: (plan: ProbePlan, onEvent: (event: TracerEvent) => void): RunningTracer => {
      const run = new BccRun(plan, machine, turns.take(), onEvent);
      return {
        // Nothing limits what bcc records yet.
        recordAll: () => undefined,
        stop: () => {
          run.stop();
        },
        done: run.start().catch((error: unknown) => ({ kind: 'failed', error: toHumanDetail(error) })),
      };
    },
  };
}
