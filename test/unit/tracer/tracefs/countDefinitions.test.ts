import assert from 'node:assert/strict';
import { MOST_COUNTED_PLACES } from '../../../../src/model/countPlan.ts';
import { countDefinitions } from '../../../../src/tracer/tracefs/countDefinitions.ts';
import type { ProbePlan } from '../../../../src/model/probePlan.ts';
import { planOf } from '../plan.ts';

/** execve(2): MAX_ARG_STRLEN. */
const KERNEL_LIMIT = 131_072;

function planAt(offsets: readonly number[]): ProbePlan {
  const plan = planOf(
    '/x',
    offsets.map(() => ({ symbol: 'f', captures: [] })),
  );
  const probes = plan.probes.map((probe, id) => ({
    ...probe,
    place: { ...probe.place, fileOffset: offsets[id] ?? 0 },
  }));
  return { ...plan, functionName: 'demo::*', probes };
}

describe('the definitions of counts', () => {
  it('name the path once and each offset', () => {
    assert.deepEqual(countDefinitions(planAt([0x10, 0xabc]), '/x/y'), ['counts /x/y 0x10 0xabc']);
  });

  it('fit in arguments, with every place in the order of the plan', () => {
    const offsets = Array.from({ length: MOST_COUNTED_PLACES }, (_, index) => 0x7fff_ffff_0000 + index);
    const definitions = countDefinitions(planAt(offsets), `/${'long/'.repeat(800)}`);
    assert.ok(definitions.length > 1);
    assert.ok(definitions.every(each => Buffer.byteLength(each) < KERNEL_LIMIT));
    assert.deepEqual(
      definitions.flatMap(each => each.split(' ').slice(2).map(Number)),
      offsets,
    );
  });

  it('are none where there is nothing to count, or too much, and it says what to do', () => {
    assert.throws(() => countDefinitions(planAt([]), '/x'), /^HumanError: demo::\* has no machine code to count\.$/);
    assert.throws(
      () => countDefinitions(planAt(Array<number>(MOST_COUNTED_PLACES + 1).fill(1)), '/x'),
      /demo::\* is at 10001 places, and at most 10000 are counted at once\. Count fewer functions: /,
    );
  });
});
