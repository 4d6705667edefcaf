/** A process of its own that traces with the tool it is given and says when it is attached; to be killed. */

import { tracerOn } from '../../src/tracer/bcc/bccTracer.ts';
import { oddPlan } from '../unit/tracer/plan.ts';

const [, , tool = ''] = process.argv;
tracerOn({
  isRoot: true,
  findSudo: () => null,
  findTool: () => tool,
  headerPath: '/rust_trace.h',
}).start(oddPlan('/bin/sh'), event => {
  if (event.type === 'attached') console.log('attached');
});
