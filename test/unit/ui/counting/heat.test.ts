/** The five steps of heat: by rank, whatever the numbers are. */

import assert from 'node:assert/strict';
import { HEAT_COLORS } from '../../../../src/contributions.ts';
import { HEAT_STEPS, heatScale } from '../../../../src/ui/counting/heat.ts';

describe('the heat of counted functions', () => {
  it('has a colour for each step', () => {
    assert.equal(HEAT_COLORS.length, HEAT_STEPS);
  });

  for (const [counts, steps] of [
    [[], []],
    [
      [0, 0],
      [null, null],
    ],
    [[7], [5]],
    [
      [1, 1, 1],
      [5, 5, 5],
    ],
    [
      [1, 2, 3, 4, 1_000_000, 0],
      [1, 2, 3, 4, 5, null],
    ],
    [
      [10, 20],
      [3, 5],
    ],
  ] as const) {
    it(`of ${JSON.stringify(counts)} is ${JSON.stringify(steps)}`, () => {
      assert.deepEqual(counts.map(heatScale(counts)), steps);
    });
  }

  it('gives each step as many functions', () => {
    const counts = Array.from({ length: 1000 }, (_, index) => (index + 1) ** 2);
    const scale = heatScale(counts);
    for (let step = 1; step <= HEAT_STEPS; step++) {
      assert.equal(counts.filter(count => scale(count) === step).length, 200);
    }
  });
});
