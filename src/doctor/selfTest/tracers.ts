/** The tracers that a self-test tries: both, whatever the settings of traces say. */

import { createBccTracer } from '../../tracer/bcc/bccTracer.ts';
import { findTraceTool, TRACE_PATHS } from '../../tracer/bcc/toolPath.ts';
import { createTracefsTracer } from '../../tracer/tracefs/tracefsTracer.ts';
import type { TraceLimits, Tracer } from '../../tracer/tracer.ts';
import type { TracerOptions } from '../../tracer/tracerOf.ts';
import { Turns } from '../../tracer/turns.ts';

/** Every call is looked at, and a tracer that hangs ends by itself. */
const LIMITS: TraceLimits = { recordedPerSecond: null, seconds: 60 };

export interface SelfTestOptions extends Omit<TracerOptions, 'limits'> {
  /** As in the machine's settings; empty: where distributions put bcc's `trace`. */
  readonly bccTracePath?: string;
}

export function selfTestTracers({ bccTracePath = '', ...ask }: SelfTestOptions): readonly Tracer[] {
  const options = { turns: new Turns(), ...ask, limits: () => LIMITS };
  const findTool = (): string => findTraceTool(TRACE_PATHS, bccTracePath);
  return [createBccTracer({ ...options, findTool }), createTracefsTracer(options)];
}
