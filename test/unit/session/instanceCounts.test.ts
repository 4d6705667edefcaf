/** Counts of instances through builds that move their calls. */

import assert from 'node:assert/strict';
import { InstanceCounts } from '../../../src/session/instanceCounts.ts';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import { IN_MAIN, planOf } from './samples.ts';

/** A plan for copies in `main` that are called from these lines. */
function planOfCopies(...lines1: readonly number[]): ProbePlan {
  return planOf('demo::add', [
    { demangled: 'demo::add' },
    ...lines1.map(callLine1 => ({ demangled: 'demo::add', inlined: { ...IN_MAIN, callLine1 } })),
  ]);
}

function linesAndHits(counts: InstanceCounts, plan: ProbePlan): [number | undefined, number][] {
  return counts.list(plan).map(({ instance, hits }) => [instance.inlined?.callLine1, hits]);
}

describe('the counts of instances', () => {
  it('stay with each copy when lines are inserted above the calls', () => {
    const counts = new InstanceCounts();
    const before = planOfCopies(42, 43);
    counts.take(before);
    for (const probe of [0, 1, 1, 1, 2, 2]) counts.add(before, probe, 1);
    // The probes of a build may come in any order.
    const after = planOfCopies(44, 43);
    counts.take(after);
    assert.deepEqual(linesAndHits(counts, after), [
      [43, 3],
      [44, 2],
      [undefined, 1],
    ]);
    counts.add(after, 1, 1);
    assert.deepEqual(linesAndHits(counts, after)[1], [44, 3]);
  });

  it('are one for the copies of one call', () => {
    const counts = new InstanceCounts();
    const plan = planOfCopies(42, 42, 50);
    for (const probe of [1, 2, 3]) counts.add(plan, probe, 1);
    assert.deepEqual(linesAndHits(counts, plan), [
      [42, 2],
      [50, 1],
      [undefined, 0],
    ]);
  });
});
