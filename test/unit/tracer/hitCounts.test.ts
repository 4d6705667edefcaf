import assert from 'node:assert/strict';
import { HitCounts } from '../../../src/tracer/bcc/hitCounts.ts';
import type { CountWord } from '../../../src/tracer/bcc/limiter.ts';

const record = (processor: number, hits: number): CountWord => ({ isSample: false, processor, hits });
const sample = (processor: number, hits: number): CountWord => ({ ...record(processor, hits), isSample: true });

describe('the counts of bcc', () => {
  it('tell nothing that the records have not told', () => {
    const counts = new HitCounts(2);
    counts.saw(0, record(0, 1));
    counts.saw(0, record(1, 1));
    counts.saw(1, record(0, 1));
    assert.deepEqual(counts.news(), []);
  });

  it('sum what the processors say, each once', () => {
    const counts = new HitCounts(2);
    counts.saw(1, sample(0, 100));
    counts.saw(1, sample(3, 50));
    counts.saw(1, sample(0, 120));
    assert.deepEqual(counts.news(), [{ type: 'counts', hits: [0, 170], isExact: false }]);
    assert.deepEqual(counts.news(), []);
  });

  it('know of records that were lost on their way', () => {
    const counts = new HitCounts(1);
    counts.saw(0, record(0, 1));
    counts.saw(0, record(0, 250));
    assert.deepEqual(counts.news(), [{ type: 'counts', hits: [250], isExact: false }]);
  });

  it('go on after a flood, and never fall', () => {
    const counts = new HitCounts(1);
    counts.saw(0, sample(0, 1000));
    counts.news();
    counts.saw(0, record(0, 900));
    assert.deepEqual(counts.news(), []);
    counts.saw(0, record(0, 1001));
    assert.deepEqual(counts.news(), [{ type: 'counts', hits: [1001], isExact: false }]);
  });
});
