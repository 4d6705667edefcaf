import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ArraySource } from '../../../src/binary/byteSource.ts';
import { placeOf, type ExpressionScope } from '../../../src/binary/dwarf/expression.ts';
import { locationsIn } from '../../../src/binary/dwarf/locationLists.ts';
import type { Unit } from '../../../src/binary/dwarf/unit.ts';
import { MalformedError } from '../../../src/binary/malformedError.ts';
import { placeText } from './printedPlaces.ts';

const SCOPE: ExpressionScope = {
  frameBasePlus: 0,
  frameAddress: null,
  valueBytes: 8,
  isAtEntry: false,
  label: 'hand',
};

// Numbers of operations: DWARF 5, section 7.7.1.
const EXPRESSIONS: readonly [what: string, bytes: number[], place: string, scope?: Partial<ExpressionScope>][] = [
  ['nothing', [], '8:(absent)'],
  ['a register', [0x55], '8:R5'],
  ['xmm0', [0x61], '4:R17', { valueBytes: 4 }],
  ['the x87 stack', [0x90, 33], '8:(absent)'],
  ['a register too small for the value', [0x55], '16:(absent)', { valueBytes: 16 }],
  ['an address in a register', [0x75, 0x70], '8:[r5+-16]'],
  ['a pointer in the frame', [0x91, 0x10, 0x06, 0x23, 0x08], '8:[*(fb+16)+8]'],
  ['a pointer behind a pointer', [0x91, 0x10, 0x06, 0x06], '8:[*(*(fb+16)+0)+0]'],
  ['a sum with a frame base that has an offset', [0x91, 0x10], '8:[fb+-16]', { frameBasePlus: -32 }],
  ['a frame base that is not understood', [0x91, 0x10], '(absent)', { frameBasePlus: null }],
  ['a constant', [0x3d, 0x9f], '1:#0d', { valueBytes: 1 }],
  ['a negative constant', [0x09, 0xfe, 0x9f], '4:#feffffff', { valueBytes: 4 }],
  ['a constant narrower than the value', [0x3d, 0x9f], '16:(absent)', { valueBytes: 16 }],
  ['bytes of a value', [0x9e, 2, 7, 9], '2:#0709', { valueBytes: 2 }],
  ['a difference', [0x73, 0x20, 0x38, 0x1c, 0x9f], '8:=r3+24'],
  ['a sum of a register and a number', [0x38, 0x73, 0x20, 0x22, 0x9f], '8:=r3+40'],
  ['a sum of two registers', [0x73, 0, 0x74, 0, 0x22, 0x9f], '(absent)'],
  ['the low half of a register', [0x73, 0, 0x0c, 255, 255, 255, 255, 0x1a, 0x9f], '4:=r3+0 4:#00000000'],
  ['the low bit of a register', [0x73, 0, 0x31, 0x1a, 0x9f], '(absent)'],
  ['pieces with a gap', [0x93, 8, 0x31, 0x9f, 0x93, 8], '8:(absent) 8:#0100000000000000', { valueBytes: 16 }],
  ['fewer pieces than bytes', [0x55, 0x93, 8], '8:R5 8:(absent)', { valueBytes: 16 }],
  ['the value at the call, at the call', [0xf3, 1, 0x55, 0x9f], '8:=r5+0', { isAtEntry: true }],
  ['the value at the call, later', [0xf3, 1, 0x55, 0x9f], '(absent)'],
  ['static memory', [0x03, 0, 0, 0, 0, 0, 0, 0, 0], '(absent)'],
  ['what is not known', [0xee], '(absent)'],
];

/** A list of DWARF 5 whose unit has the addresses 0x1000 and 0x2000. */
function listed(...bytes: number[]): string[] {
  const unit = {
    header: { version: 5 },
    skeleton: null,
    baseAddress: 0x100n,
    sections: { loclists: new ArraySource(Uint8Array.from(bytes), 'hand') },
    indexedAddress: (index: number) => BigInt(0x1000 * (index + 1)),
  } as unknown as Unit;
  return [...locationsIn(unit, 0)].map(({ range, expression }) => {
    const place = placeText(placeOf(expression, SCOPE));
    return range === null ? `else ${place}` : `${range.start.toString(16)}..${range.end.toString(16)} ${place}`;
  });
}

describe('location expressions', () => {
  for (const [what, bytes, expected, scope] of EXPRESSIONS) {
    it(`are worked out: ${what}`, () => {
      assert.equal(placeText(placeOf(Uint8Array.from(bytes), { ...SCOPE, ...scope })), expected);
    });
  }

  it('say why a value that is only known at the call is absent', () => {
    assert.deepEqual(placeOf(Uint8Array.of(0xa3, 1, 0x55, 0x9f), SCOPE), [
      { kind: 'absent', bytes: null, reason: 'only its value at the call is known' },
    ]);
  });

  it('of any bytes give a place or a MalformedError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.boolean(), (bytes, isAtEntry) => {
        try {
          assert.ok(placeOf(bytes, { ...SCOPE, isAtEntry }).length > 0);
        } catch (error) {
          assert.ok(error instanceof MalformedError, String(error));
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe('location lists of DWARF 5', () => {
  // Kinds of entries: DWARF 5, section 7.7.3. Each expression is one byte, DW_OP_reg0 and so on.
  const cases: [what: string, bytes: number[], expected: string[]][] = [
    ['offsets from the unit', [4, 0x10, 0x20, 1, 0x50, 0], ['110..120 8:R0']],
    ['offsets from an indexed base', [1, 1, 4, 1, 2, 1, 0x50, 0], ['2001..2002 8:R0']],
    ['offsets from an address', [6, 0, 8, 0, 0, 0, 0, 0, 0, 4, 1, 2, 1, 0x50, 0], ['801..802 8:R0']],
    ['an indexed beginning and end', [2, 0, 1, 1, 0x51, 0], ['1000..2000 8:R1']],
    ['an indexed beginning and a length', [3, 0, 5, 1, 0x51, 0], ['1000..1005 8:R1']],
    ['the default', [4, 1, 2, 1, 0x50, 5, 1, 0x52, 0], ['101..102 8:R0', 'else 8:R2']],
    [
      'addresses',
      [7, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0x50, 8, 3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0],
      ['1..2 8:R0', '3..7 8:(absent)'],
    ],
  ];
  for (const [what, bytes, expected] of cases) {
    it(`are read: ${what}`, () => {
      assert.deepEqual(listed(...bytes), expected);
    });
  }

  it('end with a MalformedError where they are damaged', () => {
    assert.throws(() => listed(9), MalformedError);
    assert.throws(() => listed(4, 1, 2, 200, 0x50), MalformedError);
    assert.throws(() => listed(4, 1, 2, 1, 0x50), MalformedError);
  });
});
