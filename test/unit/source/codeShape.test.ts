import assert from 'node:assert/strict';
import { parser } from './parser.ts';

/** Shapes of the functions in a text, in source order. */
function shapes(text: string): (string | null)[] {
  const tree = parser.parse(text);
  try {
    return tree.functions('/home/ada/lib.rs').map(fn => tree.shapeOf(fn));
  } finally {
    tree.delete();
  }
}

describe('the shape of a function', () => {
  const same: [string, string, string][] = [
    [
      'another name and other variables',
      'fn a(x: u64) -> u64 { let y = x + 1; y }',
      'pub fn b(n: u64) -> u64 { let m = n + 1; m }',
    ],
    ['comments and attributes', '#[inline] fn a() { f() }', '/// doc\nfn b() { /* why */ f() }'],
    [
      'patterns and closures',
      'fn a(v: &[u8]) { for x in v { g(|y| y + x) } }',
      'fn b(w: &[u8]) { for i in w { g(|j| j + i) } }',
    ],
  ];
  for (const [what, one, other] of same) {
    it(`is the same with ${what}`, () => {
      const [a, b] = shapes(`${one}\n${other}`);
      assert.ok(a !== null && a !== undefined);
      assert.equal(a, b);
    });
  }

  const different: [string, string, string][] = [
    ['a constant', 'fn a() -> u8 { 1 }', 'fn b() -> u8 { 2 }'],
    ['a type', 'fn a(x: u8) -> u8 { x }', 'fn b(x: u16) -> u16 { x }'],
    ['a text', 'fn a() { f("a") }', 'fn b() { f("b") }'],
    ['the order of variables', 'fn a(x: u8, y: u8) -> u8 { x - y }', 'fn b(x: u8, y: u8) -> u8 { y - x }'],
    ['what it calls', 'fn a() { f() }', 'fn b() { g() }'],
  ];
  for (const [what, one, other] of different) {
    it(`is another with ${what}`, () => {
      const [a, b] = shapes(`${one}\n${other}`);
      assert.notEqual(a, b);
    });
  }
});
