/** Whether a selection has more places than are counted at. Oracle: the numbers that the test makes up. */

import assert from 'node:assert/strict';
import type { CatalogFunction } from '../../../src/resolve/functionCatalog.ts';
import { type Chosen, whyTooMany } from '../../../src/resolve/planCount.ts';
import { planOf } from '../session/samples.ts';

/** Functions that begin at so many addresses each, one after the other, `sharing` of them where the last one did. */
function chosen(functions: number, addressesEach: number, sharing = 0): Pick<Chosen, 'functions' | 'artifact'> {
  let next = 0x1000;
  const made = Array.from({ length: functions }, (_, at): CatalogFunction => {
    if (at > 0) next -= sharing;
    const addresses = new Set(Array.from({ length: addressesEach }, () => next++));
    return { name: `demo::f${at}`, crate: 'demo', declared: null, scopes: null, addresses };
  });
  return { functions: made, artifact: planOf('', []).artifact };
}

describe('the limit of places to count at', () => {
  it('is 10,000 places, of which functions may share some', () => {
    assert.equal(whyTooMany(chosen(1, 10_000)), null);
    assert.equal(whyTooMany(chosen(10_000, 1)), null);
    assert.equal(whyTooMany(chosen(5_000, 3, 1)) === null, false, '10,001');
    assert.equal(whyTooMany(chosen(4_999, 3, 1)), null, '9,999');
  });

  it('says how many functions match, and what to do', () => {
    const { message, advice } = whyTooMany(chosen(12_345, 1)) ?? {};
    assert.match(
      message ?? '',
      /^12,345 functions of .+ match, which have code at more than 10,000 places; no more are counted at once\.$/,
    );
    assert.match(advice ?? '', /Narrow it/);
  });
});
