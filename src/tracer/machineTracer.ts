/** The tracers of this machine as one: what the editor and the command line start traces with. */

import { createAutoTracer } from './autoTracer.ts';
import { createBccTracer } from './bcc/bccTracer.ts';
import { findTraceTool, TRACE_PATHS } from './bcc/toolPath.ts';
import { whyNotBcc } from './bcc/whyNotBcc.ts';
import type { Tracer } from './tracer.ts';
import { createTracefsTracer } from './tracefs/tracefsTracer.ts';
import type { TracerChoice } from './tracerChoice.ts';
import type { TracerOptions } from './tracerOf.ts';
import { Turns } from './turns.ts';

export interface MachineTracerOptions extends Omit<TracerOptions, 'turns'> {
  /** Asked at each start. */
  readonly prefer: () => TracerChoice;
  /** Absolute path of bcc's `trace`; null: where distributions put it. Asked at each start. */
  readonly bccTracePath: () => string | null;
}

/** To be shared by all traces. */
export function createMachineTracer({ prefer, bccTracePath, ...options }: MachineTracerOptions): Pick<Tracer, 'start'> {
  const shared = { ...options, turns: new Turns() };
  const findTool = (): string => {
    const path = bccTracePath();
    return findTraceTool(path === null ? TRACE_PATHS : [path]);
  };
  return createAutoTracer({
    bcc: createBccTracer({ ...shared, findTool }),
    tracefs: createTracefsTracer(shared),
    prefer,
    whyNotBcc: plan => whyNotBcc(plan, { findTool }),
  });
}
