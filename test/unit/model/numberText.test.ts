/** Numbers for people. */

import assert from 'node:assert/strict';
import { boundText, compactText, countText } from '../../../src/model/numberText.ts';

describe('numbers for people', () => {
  it('stand with what they count', () => {
    assert.deepEqual([countText(1, 'function'), countText(5000, 'function')], ['1 function', '5,000 functions']);
  });

  it('say where they are only a lower bound', () => {
    assert.deepEqual(
      [boundText(3, true), boundText(1234, false), countText(1, 'call', false)],
      ['3', '≥1,234', '≥1 call'],
    );
  });

  it('are short where there is little room', () => {
    assert.deepEqual([0.42, 12, 1234, 3_400_000].map(compactText), ['0.4', '12', '1.2k', '3.4M']);
  });
});
