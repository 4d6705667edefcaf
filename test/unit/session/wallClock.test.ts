/** From monotonic time to the time of day. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { timeOfDay, WallClock } from '../../../src/session/wallClock.ts';

describe('the wall clock', () => {
  it('is exact to the reading although the time of day comes in whole milliseconds', () => {
    let nowNs = 777_777n;
    const bootNs = 1_700_000_000_123_456_789n;
    const clock = new WallClock({
      monotonicNs: () => (nowNs += 100n),
      wallMs: () => Number((bootNs + nowNs) / 1_000_000n),
    });
    const errorNs = clock.wallTimeNs(5_000n) - (bootNs + 5_000n);
    assert.ok(errorNs >= -200n && errorNs <= 200n, String(errorNs));
  });

  it('notices after some seconds that the time of day was set, or the machine slept', () => {
    let nowNs = 0n;
    let bootNs = 1_700_000_000_000_000_000n;
    const clock = new WallClock({
      monotonicNs: () => (nowNs += 1000n),
      wallMs: () => Number((bootNs + nowNs) / 1_000_000n),
    });
    clock.wallTimeNs(0n);
    bootNs += 3_600_000_000_000n;
    nowNs += 11_000_000_000n;
    const hitNs = nowNs;
    const errorNs = clock.wallTimeNs(hitNs) - (bootNs + hitNs);
    assert.ok(errorNs >= -2000n && errorNs <= 2000n, String(errorNs));
  });

  it('takes another tick where the process stood still at the first', () => {
    let nowNs = 777_777n;
    const bootNs = 1_700_000_000_000_456_789n;
    let readings = 0;
    const clock = new WallClock({
      monotonicNs: () => (nowNs += 100n),
      wallMs: () => {
        const ms = Number((bootNs + nowNs) / 1_000_000n);
        if (readings++ === 3) nowNs += 7_000_000n;
        return ms;
      },
    });
    const errorNs = clock.wallTimeNs(5_000n) - (bootNs + 5_000n);
    assert.ok(errorNs >= -200n && errorNs <= 200n, String(errorNs));
  });

  it('gives up on a time of day that stands still', () => {
    const clock = new WallClock({ monotonicNs: () => 10n, wallMs: () => 42 });
    assert.equal(clock.wallTimeNs(10n), 42_000_000n);
  });

  it('agrees with the machine', () => {
    const before = Date.now();
    const wallMs = Number(new WallClock().wallTimeNs(process.hrtime.bigint()) / 1_000_000n);
    assert.ok(wallMs >= before - 2 && wallMs <= Date.now() + 2);
  });
});

describe('a time of day', () => {
  const wallTimeNs = 1_795_000_000_045_678_901n;

  it('is what date(1) says, in the local time zone', () => {
    const format = ['-d', '@1795000000.045678901', '+%H:%M:%S.%3N'];
    assert.equal(timeOfDay(wallTimeNs, 3), execFileSync('date', format, { encoding: 'utf8' }).trim());
  });

  it('has milliseconds or microseconds, cut and not rounded', () => {
    assert.match(timeOfDay(wallTimeNs, 3), /^\d\d:\d\d:\d\d\.045$/);
    assert.match(timeOfDay(wallTimeNs, 6), /^\d\d:\d\d:\d\d\.045678$/);
  });
});
