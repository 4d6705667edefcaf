/** Floods of changes and lines, on a clock of the test's own. */

import assert from 'node:assert/strict';
import { Coalescer } from '../../../src/ui/coalesce.ts';
import { LineBatch } from '../../../src/ui/lineBatch.ts';
import { FakeTimers } from '../session/fakeTimers.ts';

describe('a coalescer', () => {
  it('runs at once for the first request, and five times a second under a flood, the last one included', () => {
    const timers = new FakeTimers();
    const runs: number[] = [];
    const coalescer = new Coalescer(() => runs.push(timers.nowMs()), 200, timers);
    for (let ms = 0; ms <= 1050; ms++) {
      coalescer.request();
      timers.advanceTo(ms);
    }
    timers.advanceTo(5000);
    assert.deepEqual(runs, [0, 200, 400, 600, 800, 1000, 5000]);
    coalescer.request();
    timers.advanceTo(5200);
    assert.deepEqual(runs.length, 8);
  });

  it('does not run after its end', () => {
    const timers = new FakeTimers();
    let runs = 0;
    const coalescer = new Coalescer(() => runs++, 200, timers);
    coalescer.request();
    coalescer.dispose();
    timers.advanceTo(1000);
    assert.equal(runs, 0);
  });
});

describe('a batch of lines', () => {
  function batch(limit: number): { timers: FakeTimers; writes: (readonly string[])[]; lines: LineBatch } {
    const timers = new FakeTimers();
    const writes: (readonly string[])[] = [];
    return { timers, writes, lines: new LineBatch({ write: written => writes.push(written), limit, timers }) };
  }

  it('is written together, in order', () => {
    const { timers, writes, lines } = batch(10);
    for (const line of ['a', 'b', 'c']) lines.pushHit(() => line);
    timers.advanceTo(0);
    lines.push('d');
    timers.advanceTo(100);
    assert.deepEqual(writes, [['a', 'b', 'c'], ['d']]);
  });

  it('leaves out what is too much and says how much that was, but nothing important', () => {
    const { timers, writes, lines } = batch(2);
    for (let line = 0; line < 5000; line++) lines.pushHit(() => String(line));
    lines.push('stopped');
    timers.advanceTo(100);
    assert.deepEqual(writes, [['0', '1', 'stopped', '… 4,998 more hits, counted but not listed here']]);
  });

  it('loses nothing at its end', () => {
    const { writes, lines } = batch(2);
    lines.push('a');
    lines.dispose();
    assert.deepEqual(writes, [['a']]);
  });
});
