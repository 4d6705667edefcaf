import assert from 'node:assert/strict';
import { Drain, LONGEST_DRAIN_MS, QUIET_MS } from '../../../src/tracer/drain.ts';
import { HandClock } from './handClock.ts';

const atMs = (ms: number): bigint => BigInt(ms) * 1_000_000n;

describe('the drain of the last hits', () => {
  async function setUp(): Promise<{ clock: HandClock; drain: Drain; isDrained: () => Promise<boolean | null> }> {
    const clock = new HandClock();
    const drain = new Drain(clock);
    clock.advance(1000);
    drain.sawHits([{ timeNs: atMs(900) }]);
    let drained: boolean | null = null;
    void drain.finish().then(isComplete => (drained = isComplete));
    await Promise.resolve();
    return {
      clock,
      drain,
      isDrained: async () => {
        await new Promise(resolve => setImmediate(resolve));
        return drained;
      },
    };
  }

  it('ends when nothing has come for a while', async () => {
    const { clock, isDrained } = await setUp();
    clock.advance(QUIET_MS - 1);
    assert.equal(await isDrained(), null);
    clock.advance(1);
    assert.equal(await isDrained(), true);
    assert.ok(clock.isIdle);
  });

  it('waits on while hits of before come', async () => {
    const { clock, drain, isDrained } = await setUp();
    for (let time = 950; time < 958; time++) {
      clock.advance(QUIET_MS - 1);
      drain.sawHits([{ timeNs: atMs(time) }]);
    }
    assert.equal(await isDrained(), null);
    clock.advance(QUIET_MS);
    assert.equal(await isDrained(), true);
  });

  it('does not wait for hits of after', async () => {
    const { clock, drain, isDrained } = await setUp();
    clock.advance(QUIET_MS - 1);
    drain.sawHits([{ timeNs: atMs(1050) }]);
    clock.advance(1);
    assert.equal(await isDrained(), true);
  });

  it('does not wait without end, and says so', async () => {
    const { clock, drain, isDrained } = await setUp();
    for (let waitedMs = 0; waitedMs < LONGEST_DRAIN_MS; waitedMs += 100) {
      clock.advance(100);
      drain.sawHits([{ timeNs: atMs(900) }]);
    }
    assert.equal(await isDrained(), false);
    assert.ok(clock.isIdle);
  });
});
