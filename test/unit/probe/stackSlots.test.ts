import assert from 'node:assert/strict';
import type { DwarfParameter } from '../../../src/binary/dwarfFunction.ts';
import { REGISTERS, type Register } from '../../../src/model/read.ts';
import { neededSlots, placeBeforeStores } from '../../../src/probe/stackSlots.ts';
import { U64 } from '../../support/types.ts';

function behind(register: Register, isFixed: boolean): DwarfParameter {
  const at = { kind: 'register', number: REGISTERS.indexOf(register), plus: 40 } as const;
  return { name: 'a', type: U64, isFixed, placeAt: () => [{ kind: 'memory', at, bytes: null }] };
}

describe('a place that counts from a register', () => {
  for (const register of ['rsp', 'rbp', 'rbx'] as const)
    it(`is not known at the entry when it is said once for the whole function: ${register}`, () => {
      const [piece] = placeBeforeStores(behind(register, true), 0n);
      assert.equal(piece.kind, 'absent');
      assert.equal(neededSlots(behind(register, true), 0n), null);
    });

  it('is known when the caller has set the register', () => {
    assert.equal(placeBeforeStores(behind('rsi', true), 0n)[0].kind, 'memory');
    assert.deepEqual(neededSlots(behind('rsi', true), 0n), []);
  });

  it('is known when it is said for the very address', () => {
    assert.equal(placeBeforeStores(behind('rsp', false), 0n)[0].kind, 'memory');
  });
});
