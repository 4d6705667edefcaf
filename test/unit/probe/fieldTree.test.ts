import assert from 'node:assert/strict';
import type { DwarfType } from '../../../src/binary/dwarfType.ts';
import { type FieldNode, fieldTree } from '../../../src/probe/fieldTree.ts';
import {
  enumeration,
  generic,
  pointer,
  STRING,
  struct,
  U32,
  U64,
  U8,
  variant,
  vec,
  wide,
} from '../../support/types.ts';

const LINE = struct('demo::Line', 32, ['item', 0, STRING], ['price', 24, U64]);
const ORDER = struct('demo::Order', 40, ['id', 0, U64], ['lines', 8, vec(LINE)]);
const SHAPE = enumeration(
  'demo::Shape',
  64,
  ['_', 0, U8],
  [
    variant('Circle', 0n, ['radius', 8, U32]),
    variant('Named', 1n, ['__0', 8, STRING], ['__1', 32, U32]),
    variant('Ordered', 2n, ['__0', 8, ORDER]),
    variant('Nothing', 3n),
  ],
);

/** `a(b,c(d))` */
function outline({ name, children }: FieldNode): string {
  return children.length === 0 ? name : `${name}(${children.map(outline).join(',')})`;
}

describe('what can be chosen of a value', () => {
  const trees: readonly (readonly [string, DwarfType, string])[] = [
    ['a number', U64, 'a'],
    ['a text', STRING, 'a'],
    ['a structure', ORDER, 'a(id,lines(item,price))'],
    ['a reference', pointer('&demo::Order', ORDER), 'a(id,lines(item,price))'],
    ['a raw pointer', pointer('*const demo::Order', ORDER), 'a'],
    ['a slice', wide('&[demo::Line]', LINE), 'a(item,price)'],
    ['an array', { kind: 'array', name: '[demo::Line; 2]', element: LINE, count: 2 }, 'a(item,price)'],
    ['a tuple', struct('(u8, u32)', 8, ['__0', 0, U8], ['__1', 4, U32]), 'a(0,1)'],
    ['an enum', SHAPE, 'a(radius,0,1,id,lines(item,price))'],
    ['what a cell holds', generic('core::cell::RefCell<demo::Line>', LINE, 40), 'a(item,price)'],
    ['a type of std without fields to see', struct('core::time::Duration', 16, ['secs', 0, U64]), 'a'],
  ];
  for (const [title, type, expected] of trees) {
    it(`is known of ${title}`, () => {
      assert.equal(outline(fieldTree('a', type)), expected);
    });
  }

  it('ends after three levels', () => {
    const loop: DwarfType = { ...struct('demo::Node', 8), members: [] };
    Object.assign(loop, { members: [{ name: 'next', offset: 0, type: pointer('&demo::Node', loop) }] });
    assert.equal(outline(fieldTree('a', loop)), 'a(next(next(next)))');
    const self = pointer('&_', null);
    Object.assign(self, { target: self });
    assert.equal(outline(fieldTree('a', self)), 'a');
  });
});
