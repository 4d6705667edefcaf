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

export interface MachineTracerOptions extends TracerOptions {
  /** Asked at each start. */
  readonly prefer: () => TracerChoice;
  /** Absolute path of bcc's `trace`; empty: where distributions put it. Asked at each start. */
  readonly bccTracePath: () => string;
}

/** To be shared by all traces. */
export function createMachineTracer({ prefer, bccTracePath, ...options }: MachineTracerOptions): Pick<Tracer, 'start'> {
  const shared = { turns: new Turns(), ...options };
  const findTool = (): string => findTraceTool(TRACE_PATHS, bccTracePath());
  return createAutoTracer({
    bcc: createBccTracer({ ...shared, findTool }),
    tracefs: createTracefsTracer(shared),
    prefer,
    whyNotBcc: plan => whyNotBcc(plan, { findTool }),
  });
}
