/**
 * A process of its own that traces odd.rs: `tracerDriver BINARY bcc|tracefs [PASSWORD]`. Says the type of every event on stdout,
 * of a failure the message too, and stops at a line on its stdin. The password is what the person would type.
 */

import { createBccTracer } from '../../src/tracer/bcc/bccTracer.ts';
import { createTracefsTracer } from '../../src/tracer/tracefs/tracefsTracer.ts';
import { NO_LIMITS } from '../../src/tracer/tracer.ts';
import { located } from '../support/tracers.ts';
import { oddPlan } from '../unit/tracer/plan.ts';

const [, , binary = '', name, password] = process.argv;
const create = name === 'tracefs' ? createTracefsTracer : createBccTracer;
const options = password === undefined ? {} : { askPassword: () => Promise.resolve(password) };
const run = create({ limits: () => NO_LIMITS, ...options }).start(located(oddPlan(binary)), event => {
  if (event.type === 'ended' && event.reason.kind === 'failed') console.log(event.reason.error.message);
  console.log(event.type === 'ended' ? `ended: ${event.reason.kind}` : event.type);
});
process.stdin.once('data', () => {
  run.stop();
});
await run.done;
process.stdin.destroy();
