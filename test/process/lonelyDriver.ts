/** A process of its own that traces with the tool it is given and says when it is attached; to be killed. */

import { bccTracerOn } from '../../src/tracer/bcc/bccTracer.ts';
import { NO_LIMITS } from '../../src/tracer/tracer.ts';
import { oddPlan } from '../unit/tracer/plan.ts';

const [, , tool = ''] = process.argv;
bccTracerOn({
  isRoot: true,
  limits: () => NO_LIMITS,
  findSudo: () => null,
  findTool: () => tool,
}).start(oddPlan('/bin/sh'), event => {
  if (event.type === 'attached') console.log('attached');
});
