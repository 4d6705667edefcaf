import assert from 'node:assert/strict';
import { CountsOfRun } from '../../../src/tracer/countsOfRun.ts';
import type { DecodedEvent } from '../../../src/tracer/decoded.ts';

const hit = (probe: number): DecodedEvent => ({
  type: 'passages',
  passages: [{ point: probe, timeNs: 0n, pid: 1, tid: 1, comm: '', stackPointer: null, results: [] }],
});
const counts = (...hits: number[]): DecodedEvent => ({ type: 'counts', hits, isExact: true });

describe('the counts of a run', () => {
  it('are those of its only child, as it says them', () => {
    const run = new CountsOfRun(2);
    const events = [hit(0), counts(3, 4), hit(1)];
    assert.deepEqual(run.ofRun(events), events);
  });

  it('add what the children before have counted, or recorded where they said no number', () => {
    const run = new CountsOfRun(2);
    run.ofRun([hit(0), hit(1), hit(1), counts(100, 1)]);
    run.restart();
    assert.deepEqual(run.ofRun([counts(5, 0)]), [{ type: 'counts', hits: [105, 2], isExact: false }]);
    assert.deepEqual(run.ofRun([hit(1)]), [hit(1), { type: 'counts', hits: [105, 3], isExact: false }]);
    run.restart();
    assert.deepEqual(run.ofRun([hit(0)]), [hit(0), { type: 'counts', hits: [106, 3], isExact: false }]);
  });

  it('count no exits', () => {
    const run = new CountsOfRun(1);
    run.ofRun([hit(0), hit(1), hit(1)]);
    run.restart();
    assert.deepEqual(run.ofRun([hit(1), counts(0)]).at(-1), { type: 'counts', hits: [1], isExact: false });
  });

  it('are told once with many hits, and not without any', () => {
    const run = new CountsOfRun(1);
    run.restart();
    assert.equal(run.ofRun([hit(0), hit(0), hit(0)]).filter(event => event.type === 'counts').length, 1);
    assert.deepEqual(run.ofRun([{ type: 'lost', count: 1 }]), [{ type: 'lost', count: 1 }]);
  });
});
