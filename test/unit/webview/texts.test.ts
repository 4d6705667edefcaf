/** The numbers and lines that the Counts view's table shows. */

import assert from 'node:assert/strict';
import { countCell, differenceCell, elapsedText, rateCell, ratioCell } from '../../../src/webview/counts/cellText.ts';
import { sparklinePath } from '../../../src/webview/counts/sparkline.ts';

describe('the cells of the table', () => {
  it('mark lower bounds and copies', () => {
    assert.equal(countCell(1_234_567, true), '1,234,567');
    assert.equal(countCell(3, false), '≥3');
    assert.equal(countCell(3, true, true), '≈3');
  });

  it('say rates, differences and ratios, and nothing where there is none', () => {
    assert.deepEqual([rateCell(null), rateCell(0.42), rateCell(1234.5)], ['', '0.4/s', '1,235/s']);
    const differences = [1200, -3, 0, null].map(each => differenceCell(each, false));
    assert.deepEqual(differences, ['+1,200', '−3', '0', '–']);
    assert.equal(differenceCell(-2.25, true), '−2.3/s');
    assert.deepEqual([1, 0, 0.333, 12.34, 250.4, null].map(ratioCell), [
      '×1.00', '×0.00', '×0.33', '×12.3', '×250', '–',
    ]); // prettier-ignore
  });

  it('say how long', () => {
    const texts = [0, 400, 12_340, 59_949, 59_999, 125_000, 3_725_000].map(elapsedText);
    assert.deepEqual(texts, ['0.0 s', '0.4 s', '12.3 s', '59.9 s', '1 min 0 s', '2 min 5 s', '1 h 2 min']);
  });
});

describe('a sparkline', () => {
  it('goes from the oldest to the newest at the right edge, the largest at the top', () => {
    assert.equal(sparklinePath([0, 5, 10], 60, 10, 7), 'M40 10L50 5L60 0');
  });

  it('is empty without two values, and lies at the bottom without calls', () => {
    assert.equal(sparklinePath([7], 60, 10, 60), '');
    assert.equal(sparklinePath([0, 0], 10, 10, 11), 'M9 10L10 10');
  });
});
