import assert from 'node:assert/strict';
import { Effort } from '../../../src/binary/effort.ts';
import { MalformedError } from '../../../src/binary/malformedError.ts';

describe('Effort', () => {
  it('ends a search that examines more than its budget', () => {
    const effort = new Effort('test data', 10, undefined);
    effort.spend(6);
    effort.spend(4);
    assert.throws(() => {
      effort.spend(1);
    }, MalformedError);
  });

  it('is due again some milliseconds after each pause', async () => {
    const effort = new Effort('test data', 10, undefined);
    assert.equal(effort.isDue, false);
    await new Promise(resolve => setTimeout(resolve, 20));
    assert.equal(effort.isDue, true);
    await effort.pause();
    assert.equal(effort.isDue, false);
  });

  it('lets other work run in a pause, and ends when that cancels the search', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const effort = new Effort('test data', 10, controller.signal);
    setImmediate(() => {
      controller.abort(reason);
    });
    await assert.rejects(async () => {
      for (;;) await effort.pause();
    }, reason);
    assert.throws(() => new Effort('test data', 10, controller.signal), reason);
  });
});
