/** The tracers that a self-test tries: both, whatever the settings of traces say. */

import { createBccTracer } from '../../tracer/bcc/bccTracer.ts';
import type { PrivilegeOptions } from '../../tracer/privilege.ts';
import { createTracefsTracer } from '../../tracer/tracefs/tracefsTracer.ts';
import type { TraceLimits, Tracer } from '../../tracer/tracer.ts';
import { Turns } from '../../tracer/turns.ts';

/** Every call is looked at, and a tracer that hangs ends by itself. */
const LIMITS: TraceLimits = { recordedPerSecond: null, seconds: 60 };

export function selfTestTracers(ask: Pick<PrivilegeOptions, 'askPassword' | 'hasTerminal'>): readonly Tracer[] {
  const options = { ...ask, limits: () => LIMITS, turns: new Turns() };
  return [createBccTracer(options), createTracefsTracer(options)];
}
