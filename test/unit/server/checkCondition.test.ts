/** A condition while it is written. */

import assert from 'node:assert/strict';
import type { Capture } from '../../../src/model/capture.ts';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import { checkCondition } from '../../../src/server/checkCondition.ts';
import { planOf } from '../session/samples.ts';

const number: Capture = {
  kind: 'value',
  name: 'a',
  typeName: 'u32',
  pieces: [{ kind: 'read', read: 0, offset: 0, bytes: 4 }],
  shape: { kind: 'integer', bytes: 4, isSigned: false },
};
const absent: Capture = { kind: 'absent', name: 'a', typeName: 'u32', reason: 'optimised out' };

function planWith(...captures: readonly Capture[]): ProbePlan {
  const plan = planOf('demo::add', captures.map((_, index) => ({ demangled: `demo::add<${index}>` }))); // prettier-ignore
  return {
    ...plan,
    probes: plan.probes.map((probe, index) => ({
      ...probe,
      reads: [{ kind: 'word', word: { kind: 'register', register: 'rdi', plus: 0 } }],
      captures: captures.slice(index, index + 1),
    })),
  };
}

describe('a condition while it is written', () => {
  it('is right where one instance can test it', () => {
    assert.equal(checkCondition(planWith(number), 'a > 10'), null);
    assert.equal(checkCondition(planWith(absent, number), 'a > 10'), null);
  });

  it('has the place of what is wrong', () => {
    const problem = checkCondition(planWith(number), 'a > 10 && bee');
    assert.match(problem?.message ?? '', /bee/);
    assert.deepEqual([problem?.from, problem?.to], [10, 13]);
    assert.match(checkCondition(planWith(absent, absent), 'a > 10')?.message ?? '', /optimised out/);
  });
});
