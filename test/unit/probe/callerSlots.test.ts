import assert from 'node:assert/strict';
import type { DwarfType } from '../../../src/binary/dwarfType.ts';
import { withoutDoubtfulSlots } from '../../../src/probe/callerSlots.ts';
import type { Part } from '../../../src/probe/part.ts';
import { STRING, struct, U32, U64 } from '../../support/types.ts';

const POINT = struct('demo::Point', 12, ['x', 0, U32], ['y', 4, U32], ['z', 8, U32]);
const SMALL = struct('demo::Small', 8, ['x', 0, U32], ['y', 4, U32]);
const U128: DwarfType = { kind: 'base', name: 'u128', encoding: 'unsigned', byteSize: 16 };

function atStack(plus: number, bytes: number): Part {
  return { kind: 'memory', at: { kind: 'register', register: 'rsp', plus }, bytes };
}

describe('an argument in the caller’s part of the stack', () => {
  const cases: readonly (readonly [string, DwarfType, slot: number, isRead: boolean])[] = [
    ['may be there by its address when it is larger than a register', POINT, 8, false],
    ['may be there by its address when it is a String', STRING, 16, false],
    ['is there when it fits in a register', SMALL, 8, true],
    ['is there when it is a number', U64, 8, true],
    ['is there when it is a number of two registers', U128, 8, true],
    ['is not there when the slot is one of the function’s own', POINT, -16, true],
  ];
  for (const [title, type, slot, isRead] of cases)
    for (const stackBytes of [0, 0x28])
      it(`${title}, ${stackBytes} bytes behind the entry`, () => {
        const parts = [atStack(slot + stackBytes, 8)];
        const [part] = withoutDoubtfulSlots(parts, type, stackBytes);
        assert.equal(part?.kind, isRead ? 'memory' : 'absent');
      });

  it('is read where it is said to be elsewhere', () => {
    const parts: Part[] = [{ kind: 'memory', at: { kind: 'register', register: 'rdi', plus: 8 }, bytes: 12 }];
    assert.equal(withoutDoubtfulSlots(parts, POINT, 0), parts);
  });
});
