/** What a trace prints, in few writes and in order. */

import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { BatchedOutput } from '../../../src/cli/batchedOutput.ts';

describe('batched output', () => {
  let written: string[] = [];
  let output = new BatchedOutput(() => undefined);
  beforeEach(() => {
    written = [];
    output = new BatchedOutput(text => written.push(text));
  });

  it('is written together, and does not wait for more', async () => {
    output.push('a\n');
    output.push('b\n');
    assert.deepEqual(written, []);
    await setImmediate();
    output.push('c\n');
    await setImmediate();
    assert.deepEqual(written, ['a\nb\n', 'c\n']);
  });

  it('is written at once when it is asked for, and once only', async () => {
    output.push('a\n');
    output.flush();
    output.flush();
    await setImmediate();
    assert.deepEqual(written, ['a\n']);
  });

  it('never holds much, however much comes in one turn', () => {
    const line = `${'x'.repeat(99)}\n`;
    let most = 0;
    for (let lines = 1; lines <= 100_000; lines++) {
      output.push(line);
      most = Math.max(most, lines * line.length - written.reduce((sum, text) => sum + text.length, 0));
      if (written.length > 1) written = [written.join('')];
    }
    assert.ok(most <= 65_536, String(most));
    output.flush();
    assert.equal(written.join('').length, 10_000_000);
  });
});
