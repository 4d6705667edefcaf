/** How long calls took: held against the sorted times themselves. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { durationText } from '../../../src/session/durationText.ts';
import { Latency } from '../../../src/session/latency.ts';

const anyNs = fc.oneof(
  fc.nat(100),
  fc.nat(),
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  fc.integer({ min: 0, max: 52 }).map(power => 2 ** power),
  fc.integer({ min: 1, max: 52 }).map(power => 2 ** power - 1),
);

function latencyOf(times: readonly number[]): Latency {
  const latency = new Latency();
  for (const ns of times) latency.add(ns);
  return latency;
}

describe('the times that calls took', () => {
  it('have percentiles that are right to a 64th, and exact bounds', () => {
    fc.assert(
      fc.property(fc.array(anyNs, { minLength: 1, maxLength: 300 }), fc.double({ min: 0, max: 1, noNaN: true }), (times, share) => {
        const latency = latencyOf(times);
        const sorted = times.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? NaN;
        const found = latency.percentileNs(share) ?? NaN;
        assert.ok(Math.abs(found - exact) <= exact / 64, `${found} for ${exact}`);
        assert.deepEqual([latency.count, latency.minNs, latency.maxNs], [times.length, sorted[0], sorted.at(-1)]);
      }),
    ); // prettier-ignore
  });

  it('fall into powers of two, none left out between the first and the last', () => {
    fc.assert(
      fc.property(fc.array(anyNs, { minLength: 1, maxLength: 300 }), times => {
        const buckets = latencyOf(times).powersOfTwo();
        for (const [index, { fromNs, count }] of buckets.entries()) {
          const belowNs = fromNs === 0 ? 1 : 2 * fromNs;
          assert.equal(count, times.filter(ns => ns >= fromNs && ns < belowNs).length);
          if (index > 0) assert.equal(fromNs, Math.max(0.5, buckets[index - 1]?.fromNs ?? 0) * 2);
        }
        assert.equal(
          buckets.reduce((sum, { count }) => sum + count, 0),
          times.length,
        );
        assert.ok(buckets[0]?.count !== 0 && buckets.at(-1)?.count !== 0);
      }),
    );
  });

  it('have no percentile where there is none', () => {
    const none = new Latency();
    assert.deepEqual([none.count, none.percentileNs(0.5), none.powersOfTwo()], [0, null, []]);
  });

  const texts: [number, string][] = [
    [0, '0 ns'],
    [1, '1 ns'],
    [999, '999 ns'],
    [1000, '1.0 µs'],
    [3149, '3.1 µs'],
    [9949, '9.9 µs'],
    [9951, '10 µs'],
    [999_400, '999 µs'],
    [999_600, '1.0 ms'],
    [1_500_000_000, '1.5 s'],
    [59_900_000_000, '60 s'],
    [90_000_000_000, '1.5 min'],
    [360_000_000_000_000, '100 h'],
  ];
  for (const [ns, text] of texts) {
    it(`of ${ns} ns are ${text} for people`, () => {
      assert.equal(durationText(ns), text);
    });
  }
});
