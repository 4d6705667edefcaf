/** Hits per second over a sliding window. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SlidingRate } from '../../../src/session/rate.ts';

describe('the sliding rate', () => {
  it('is not known in the first second', () => {
    let nowMs = 5000;
    const rate = new SlidingRate(() => nowMs);
    rate.add(100);
    nowMs += 999;
    assert.equal(rate.perSecond(), null);
    nowMs += 1;
    assert.equal(rate.perSecond(), 100);
  });

  it('forgets what is older than the window', () => {
    let nowMs = 0;
    const rate = new SlidingRate(() => nowMs);
    rate.add(1000);
    nowMs = 6000;
    assert.equal(rate.perSecond(), 0);
  });

  it('forgets everything through a pause of hours', () => {
    let nowMs = 0;
    const rate = new SlidingRate(() => nowMs);
    rate.add(1000);
    nowMs = 7_200_123;
    rate.add(5);
    const perSecond = rate.perSecond();
    assert.ok(perSecond !== null && perSecond > 0.9 && perSecond <= 1.1, String(perSecond));
  });

  it('is the true rate of a steady stream, whatever the rate and the time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 100_000 }), (gapMs, startMs) => {
        let nowMs = startMs;
        const rate = new SlidingRate(() => nowMs);
        for (; nowMs < startMs + 20_000; nowMs += gapMs) rate.add(1);
        const perSecond = rate.perSecond() ?? 0;
        assert.ok(Math.abs(perSecond - 1000 / gapMs) < 0.5 + (1000 / gapMs) * 0.05, `${perSecond} of ${1000 / gapMs}`);
      }),
    );
  });

  it('counts anew from a restart', () => {
    let nowMs = 0;
    const rate = new SlidingRate(() => nowMs);
    rate.add(50);
    nowMs = 3000;
    rate.restart();
    nowMs = 4000;
    assert.equal(rate.perSecond(), 0);
  });
});
