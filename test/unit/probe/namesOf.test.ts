import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { CodeAddress } from '../../../src/probe/addressNames.ts';
import { namesOf } from '../../../src/probe/namesOf.ts';

const code = (address: number): CodeAddress => ({ kind: 'function', address: BigInt(address) });

describe('names of addresses', () => {
  it('are asked for together, once, and kept', async () => {
    const asked: (readonly CodeAddress[])[] = [];
    const names = namesOf(addresses => {
      asked.push(addresses);
      return Promise.resolve(addresses.map(({ address }) => (address === 2n ? null : `f${address}`)));
    });
    for (const address of [1, 2, 1]) assert.equal(names.nameOf(code(address)), undefined);
    assert.equal(names.nameOf({ kind: 'vtable', address: 1n }), undefined);
    assert.equal(asked.length, 0);
    while (names.nameOf(code(1)) === undefined) await delay(5);
    assert.equal(names.nameOf(code(1)), 'f1');
    assert.equal(names.nameOf(code(2)), null);
    assert.deepEqual(asked, [[code(1), code(2), { kind: 'vtable', address: 1n }]]);
    assert.equal(names.nameOf(code(3)), undefined);
    while (names.nameOf(code(3)) === undefined) await delay(5);
    assert.deepEqual(asked[1], [code(3)]);
  });

  it('are none where asking fails', async () => {
    const failing = [
      () => Promise.reject(new Error('gone')),
      () => {
        throw new Error('gone');
      },
      () => Promise.resolve([]),
    ];
    for (const fail of failing) {
      let asked = 0;
      const names = namesOf(() => {
        asked++;
        return fail();
      });
      while (names.nameOf(code(1)) === undefined) await delay(5);
      assert.equal(names.nameOf(code(1)), null);
      assert.equal(asked, 1);
    }
  });

  it('are limited: a program may hold as many addresses as it likes', () => {
    const names = namesOf(() => Promise.resolve([]));
    for (let address = 0; address < 10_000; address++) assert.equal(names.nameOf(code(address)), undefined);
    assert.equal(names.nameOf(code(10_000)), null);
  });
});
