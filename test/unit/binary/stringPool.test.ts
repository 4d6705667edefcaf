import assert from 'node:assert/strict';
import { StringPool } from '../../../src/binary/stringPool.ts';

describe('texts of a pool that a part is in', () => {
  const texts = ['one', 'stone', 'on', 'e', 'größe<u8>', 'öß', 'oneone'];
  const pool = new StringPool(1_000);
  const ids = texts.map(text => pool.addText(text));

  for (const part of ['one', 'e', 'on', 'öß', 'none', 'one\0', 'eon', 'nee'])
    it(`are found by number: ${JSON.stringify(part)}`, () => {
      const found = pool.textsWith(part);
      assert.equal(found[0], 0);
      assert.deepEqual(
        texts.filter((_, at) => found[ids[at] ?? 0] === 1),
        texts.filter(text => text.includes(part)),
      );
    });
});
