/** Hits that are told twice, by records and by counts, are hits once. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RunCounts } from '../../../src/session/runCounts.ts';

/** Takes records of probe 0. Returns how many of them were news. */
function record(counts: RunCounts, records: number, timeNs = 0n): number {
  return Array.from({ length: records }, () => counts.record(0, timeNs)).filter(wasCounted => !wasCounted).length;
}

describe('the hits of one tracer', () => {
  it('are the records where these come first', () => {
    const counts = new RunCounts(1);
    assert.equal(record(counts, 5), 5);
    assert.deepEqual(counts.count([3], true, 0, 0n), [0]);
    assert.deepEqual(counts.count([5], true, 0, 0n), [0]);
  });

  it('are the counts where these come first, or records are missing', () => {
    const counts = new RunCounts(2);
    assert.deepEqual(counts.count([5, 1], true, 0, 0n), [5, 1]);
    assert.equal(record(counts, 5), 0);
    assert.equal(record(counts, 1), 1);
    assert.deepEqual(counts.count([10, 1], true, 0, 0n), [4, 0]);
  });

  it('are exact while nothing is missed, or where exact counts tell of what was', () => {
    const counts = new RunCounts(1);
    counts.count([1], false, 0, 0n);
    assert.equal(counts.isExact, true);
    counts.miss();
    assert.equal(counts.isExact, false);
    counts.count([2], true, 0, 0n);
    assert.equal(counts.isExact, true);
  });

  it('go on with the records of later hits where earlier records are missing', () => {
    const counts = new RunCounts(1);
    record(counts, 10);
    counts.miss();
    assert.deepEqual(counts.count([1000], true, 0, 500n), [990]);
    counts.miss();
    assert.equal(counts.isExact, false, 'hits between the counts and the return to recording are missing');
    assert.equal(record(counts, 5, 500n), 0, 'they may be among those that were counted');
    assert.equal(record(counts, 5, 501n), 5);
    assert.deepEqual(counts.count([1030], true, 0, 600n), [25]);
    assert.equal(counts.isExact, true);
    assert.equal(record(counts, 1, 590n), 0);
    assert.equal(record(counts, 1, 601n), 1);
  });

  it('are exact no more when no counts will come after the missing records', () => {
    const counts = new RunCounts(1);
    counts.lapse();
    assert.equal(counts.isExact, true, 'nothing was missing');
    counts.miss();
    counts.count([1000], true, 0, 0n);
    counts.lapse();
    assert.equal(counts.isExact, false);
  });

  it('are never told twice, and never more of than there are, in whatever order they come', () => {
    // How many hits happen, how many of their records arrive, and whether counts are asked for then.
    const step = fc.record({ hits: fc.nat(20), arriving: fc.nat(20), isCounted: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step), steps => {
        const counts = new RunCounts(1);
        let truth = 0;
        let records = 0;
        let counted = 0;
        let told = 0;
        for (const { hits, arriving, isCounted } of steps) {
          truth += hits;
          const arrived = Math.min(arriving, truth - records);
          records += arrived;
          told += record(counts, arrived);
          if (isCounted) {
            counted = truth;
            told += counts.count([truth], true, 0, 0n)[0] ?? 0;
          }
          assert.equal(told, Math.max(records, counted));
        }
      }),
    );
  });

  it('are never more than there are where records are late or lost, and counts old when they come', () => {
    // A hit a nanosecond; what becomes of its record, and how old the counts are that come then, if any do.
    const step = fc.record({
      fate: fc.constantFrom('arrives', 'late', 'lost'),
      countsAgeNs: fc.option(fc.nat(5), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        const counts = new RunCounts(1);
        const late: bigint[] = [];
        let told = 0;
        let counted = 0;
        for (const [index, { fate, countsAgeNs }] of steps.entries()) {
          const timeNs = BigInt(index + 1);
          if (fate === 'late') late.push(timeNs);
          else if (fate === 'arrives') {
            for (const each of [...late.splice(0), timeNs]) if (!counts.record(0, each)) told++;
          }
          if (countsAgeNs !== null) {
            counted = Math.max(counted, index + 1 - countsAgeNs);
            told += counts.count([counted], true, 0, timeNs)[0] ?? 0;
          }
          assert.ok(told >= counted && told <= index + 1, `${told} of ${index + 1}`);
        }
      }),
    );
  });
});

describe('two tracers in the very same file', () => {
  it('are a lower bound together: neither counts what is the other’s', () => {
    const before = new RunCounts(1);
    const after = new RunCounts(1);
    before.miss();
    assert.deepEqual(before.count([100], true, 0, 0n), [100]);
    before.endHere();
    after.beginHere(50);
    // Both see every hit now: the first one's are not taken, and the second one's only once they are surely its own.
    assert.deepEqual(before.count([150], true, 60, 0n), []);
    assert.deepEqual(after.count([50], true, 60, 0n), []);
    assert.deepEqual(after.count([70], true, 1050, 0n), [0]);
    assert.deepEqual(after.count([90], true, 1100, 0n), [20]);
    assert.deepEqual([before.isExact, after.isExact], [false, true]);
    after.miss();
    assert.equal(after.isExact, false);
  });
});
