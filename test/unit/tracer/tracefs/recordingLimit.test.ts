import assert from 'node:assert/strict';
import { RecordingLimit } from '../../../../src/tracer/tracefs/recordingLimit.ts';

const S = 1_000_000_000n;

function record(limit: RecordingLimit, count: number, timeNs: bigint): void {
  for (let n = 0; n < count; n++) limit.sawRecord(timeNs);
}

describe('the limit of records', () => {
  it('is reached by one more than it allows in one second', () => {
    const limit = new RecordingLimit(10);
    record(limit, 10, 5n * S);
    record(limit, 10, 6n * S);
    assert.equal(limit.isOver, false);
    record(limit, 1, 7n * S - 1n);
    assert.equal(limit.isOver, true);
  });

  it('ends after a second of at most so many hits, however long the answers take', () => {
    const limit = new RecordingLimit(10);
    record(limit, 11, 5n * S);
    limit.sawTotal(1000, 6n * S);
    limit.sawTotal(1001, 6n * S + S / 2n);
    assert.equal(limit.isOver, true);
    limit.sawTotal(1021, 8n * S - 1n);
    assert.equal(limit.isOver, true);
    limit.sawTotal(1041, 10n * S);
    assert.equal(limit.isOver, false);
  });

  it('is not reached again by records from before its end, which come late', () => {
    const limit = new RecordingLimit(10);
    record(limit, 11, 5n * S);
    limit.sawTotal(100, 6n * S);
    limit.sawTotal(100, 7n * S);
    assert.equal(limit.isOver, false);
    record(limit, 100, 7n * S - 1n);
    assert.equal(limit.isOver, false);
    record(limit, 11, 7n * S);
    assert.equal(limit.isOver, true);
  });

  it('can be lifted, and need not be', () => {
    const limit = new RecordingLimit(10);
    record(limit, 11, 5n * S);
    limit.lift();
    record(limit, 1000, 6n * S);
    const none = new RecordingLimit(null);
    record(none, 1000, 6n * S);
    assert.deepEqual([limit.isOver, none.isOver], [false, false]);
  });
});
