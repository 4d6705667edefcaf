import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Clock } from '../../../src/tracer/clock.ts';
import { type Timed, TimeOrder, LONGEST_PERIOD_MS, PERIOD_MS } from '../../../src/tracer/order.ts';
import { HandClock } from './handClock.ts';

const hitAt = (timeMs: number): Timed => ({ timeNs: BigInt(Math.round(timeMs * 1e6)) });

function setUp(): { clock: HandClock; order: TimeOrder<Timed>; released: number[] } {
  const clock = new HandClock();
  const released: number[] = [];
  return { clock, released, order: new TimeOrder(hit => released.push(Number(hit.timeNs) / 1e6), clock) };
}

describe('the order of hits', () => {
  it('releases hits of two processors in the order of their times', () => {
    const { clock, order, released } = setUp();
    clock.advance(10);
    for (const time of [1, 3, 5, 7, 2, 4, 6]) order.push([hitAt(time)]);
    clock.advance(3 * PERIOD_MS);
    assert.deepEqual(released, [1, 2, 3, 4, 5, 6, 7]);
  });

  it('keeps the order of arrival where times are equal', async () => {
    const released: string[] = [];
    const order = new TimeOrder<Timed & { name: string }>(({ name }) => released.push(name), new HandClock());
    for (const [name, time] of Object.entries({ b: 2, entry: 1, exit: 1, c: 3 }))
      order.push([{ name, ...hitAt(time) }]);
    await order.flush();
    assert.deepEqual(released, ['entry', 'exit', 'b', 'c']);
  });

  it('waits for a hit that comes a period late', () => {
    const { clock, order, released } = setUp();
    clock.advance(10);
    order.push([hitAt(10)]);
    clock.advance(PERIOD_MS - 1);
    order.push([hitAt(5)]);
    clock.advance(3 * PERIOD_MS);
    assert.deepEqual(released, [5, 10]);
  });

  it('releases a hit within two periods', () => {
    const { clock, order, released } = setUp();
    order.push([hitAt(0)]);
    clock.advance(2 * PERIOD_MS);
    assert.deepEqual(released, [0]);
    assert.ok(clock.isIdle);
  });

  it('waits longer when the tracer is behind', () => {
    const { clock, order, released } = setUp();
    clock.advance(1000);
    for (let time = 0; time < 500; time++) {
      order.push([hitAt(time)]);
      clock.advance(1);
    }
    for (let time = 0.5; time < 500; time++) order.push([hitAt(time)]);
    clock.advance(2 * LONGEST_PERIOD_MS);
    assert.equal(released.length, 1000);
    assert.deepEqual(
      released,
      [...released].sort((a, b) => a - b),
    );
  });

  it('does not hold hits back without end when they never stop coming late', () => {
    const { clock, order, released } = setUp();
    clock.advance(60_000);
    for (let time = 0; time < 5000; time++) {
      order.push([hitAt(time)]);
      clock.advance(1);
    }
    assert.ok(released.length > 0);
  });

  it('releases the rest at the end, in order', async () => {
    const { clock, order, released } = setUp();
    for (const time of [3, 1, 2]) order.push([hitAt(time)]);
    await order.flush();
    assert.deepEqual(released, [1, 2, 3]);
    assert.ok(clock.isIdle);
  });

  it('holds a bounded number of hits', () => {
    const { order, released } = setUp();
    for (let index = 0; index < 250_000; index++) order.push([hitAt(index)]);
    assert.ok(released.length >= 50_000);
  });

  it('leaves the thread to others when releasing takes long, and says that it is behind', async () => {
    let nowMs = 0;
    const due: (() => void)[] = [];
    const clock: Clock = {
      nowNs: () => BigInt(nowMs) * 1_000_000n,
      schedule: callback => {
        due.push(callback);
        return () => due.splice(due.indexOf(callback), 1);
      },
    };
    let released = 0;
    // Ten hits take a millisecond.
    const order = new TimeOrder(() => (nowMs += ++released % 10 === 0 ? 1 : 0), clock);
    for (let index = 0; index < 25_000; index++) order.push([hitAt(0)]);
    const flushed = order.flush();
    assert.ok(released > 0 && released < 200, String(released));
    assert.ok(order.isBehind);
    for (let next = due.shift(); next !== undefined; next = due.shift()) {
      const before = released;
      next();
      assert.ok(released - before < 200);
    }
    await flushed;
    assert.deepEqual([released, order.isBehind], [25_000, false]);
  });

  it('releases every hit exactly once, whatever the order and the pauses', () => {
    const steps = fc.array(fc.record({ time: fc.nat(1000), pauseMs: fc.nat(200) }), { maxLength: 50 });
    fc.assert(
      fc.property(steps, all => {
        const { clock, order, released } = setUp();
        for (const { time, pauseMs } of all) {
          order.push([hitAt(time)]);
          clock.advance(pauseMs);
        }
        void order.flush();
        const sorted = (times: number[]): number[] => [...times].sort((a, b) => a - b);
        assert.deepEqual(sorted(released), sorted(all.map(({ time }) => time)));
      }),
    );
  });
});
