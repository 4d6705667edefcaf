/**
 * A process of its own that counts with tracefs: `counterDriver BINARY FUNCTIONS`, of `buildCounted`. Says the type of
 * every event on stdout.
 */

import { NO_LIMITS } from '../../src/tracer/tracer.ts';
import { createTracefsCounter } from '../../src/tracer/tracefs/tracefsCounter.ts';
import { countedPlan } from '../support/countedProgram.ts';

const [, , binary = '', functions = ''] = process.argv;
const plan = countedPlan(binary, Number(functions));
const run = createTracefsCounter({ limits: () => NO_LIMITS }).start(
  plan,
  event => {
    console.log(event.type);
  },
  { everyMs: 250 },
);
await run.done;
