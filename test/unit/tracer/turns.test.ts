/** Who may become root when. */

import assert from 'node:assert/strict';
import { Turns } from '../../../src/tracer/turns.ts';

describe('turns', () => {
  it('begin one after the other, whichever of those that wait gives up', async () => {
    const turns = new Turns();
    const begun: number[] = [];
    const taken = [0, 1, 2, 3].map(number => {
      const turn = turns.take();
      void turn.begun.then(() => begun.push(number));
      return turn;
    });
    const begunAfter = async (number: number): Promise<number[]> => {
      taken[number]?.end();
      await new Promise(setImmediate);
      return [...begun];
    };
    await new Promise(setImmediate);
    assert.deepEqual(begun, [0]);
    assert.deepEqual(await begunAfter(2), [0]);
    assert.deepEqual(await begunAfter(0), [0, 1]);
    assert.deepEqual(await begunAfter(0), [0, 1]);
    assert.deepEqual(await begunAfter(1), [0, 1, 2, 3]);
  });
});
