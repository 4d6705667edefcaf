/** The counters of this machine as one: what the editor and the command line start counts with. */

import { createAutoCounter } from './autoCounter.ts';
import { createFunccountCounter } from './bcc/funccount/funccountCounter.ts';
import { whyNotFunccount } from './bcc/funccount/whyNotFunccount.ts';
import { findFunccountTool, FUNCCOUNT_PATHS } from './bcc/toolPath.ts';
import type { MachineTracerOptions } from './machineTracer.ts';
import type { Counter } from './tracer.ts';
import { createTracefsCounter } from './tracefs/tracefsCounter.ts';
import { Turns } from './turns.ts';

export interface MachineCounterOptions extends Omit<MachineTracerOptions, 'bccTracePath'> {
  /** Absolute path of bcc's `funccount`; empty: where distributions put it. Asked at each start. */
  readonly bccFunccountPath: () => string;
}

/** To be shared by all counts. */
export function createMachineCounter(options: MachineCounterOptions): Pick<Counter, 'start'> {
  const { prefer, bccFunccountPath, ...others } = options;
  const shared = { turns: new Turns(), ...others };
  const findTool = (): string => findFunccountTool(FUNCCOUNT_PATHS, bccFunccountPath());
  return createAutoCounter({
    bcc: createFunccountCounter({ ...shared, findTool }),
    tracefs: createTracefsCounter(shared),
    prefer,
    whyNotBcc: plan => whyNotFunccount(plan, { findTool }),
  });
}
