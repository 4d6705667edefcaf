/**
 * A process of its own that traces odd.rs: `tracerDriver BINARY [PASSWORD]`. Says the type of every event on stdout,
 * of a failure the message too, and stops at a line on its stdin. The password is what the person would type.
 */

import { createBccTracer } from '../../src/tracer/bcc/bccTracer.ts';
import { NO_LIMITS } from '../../src/tracer/tracer.ts';
import { oddPlan } from '../unit/tracer/plan.ts';

const [, , binary = '', password] = process.argv;
const options = password === undefined ? {} : { askPassword: () => Promise.resolve(password) };
const run = createBccTracer({ limits: () => NO_LIMITS, ...options }).start(oddPlan(binary), event => {
  if (event.type === 'ended' && event.reason.kind === 'failed') console.log(event.reason.error.message);
  console.log(event.type === 'ended' ? `ended: ${event.reason.kind}` : event.type);
});
process.stdin.once('data', () => {
  run.stop();
});
await run.done;
process.stdin.destroy();
