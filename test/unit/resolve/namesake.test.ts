import assert from 'node:assert/strict';
import type { RustFunction } from '../../../src/model/rustFunction.ts';
import { isNamesake } from '../../../src/resolve/namesake.ts';
import { functionsOfText } from '../source/parser.ts';

const MODULES = ['demo::shapes'];

/** The last function of a text. */
function last(text: string): RustFunction {
  return functionsOfText(text).at(-1)!;
}

describe('a function known by its name alone', () => {
  const cases: [string, string, boolean][] = [
    ['fn add() {}', 'demo::shapes::add', true],
    ['fn add() {}', 'demo::add', false],
    ['fn add() {}', 'other::shapes::add', false],
    ['fn largest<T>(t: T) {}', 'demo::shapes::largest::<u64>', true],
    ['fn outer() { fn inner() {} }', 'demo::shapes::outer::inner', true],
    ['fn outer() { fn inner() {} }', 'demo::shapes::outer::{{closure}}::inner', true],
    ['impl Stack<u8> { fn total(&self) {} }', 'demo::shapes::Stack<u8>::total', true],
    ['impl Stack<u8> { fn total(&self) {} }', '<demo::shapes::Stack<u8>>::total', true],
    ['impl Stack<u8> { fn total(&self) {} }', '<demo::shapes::Stack<u64>>::total', false],
    ['impl<T> Stack<T> { fn push(&self) {} }', '<demo::shapes::Stack<u64>>::push', true],
    ['impl<T> Stack<T> { fn push(&self) {} }', '<demo::other::Stack<u64>>::push', false],
    ['impl<T> Stack<T> { fn push(&self) {} }', '<demo::shapes::Queue<u64>>::push', false],
    ['impl Shape for Circle { fn area(&self) {} }', '<demo::shapes::Circle as demo::shapes::Shape>::area', true],
    ['impl Shape for Circle { fn area(&self) {} }', '<demo::shapes::Square as demo::shapes::Shape>::area', false],
    ['impl fmt::Display for Circle { fn fmt(&self) {} }', '<demo::shapes::Circle as core::fmt::Display>::fmt', true],
    ['impl fmt::Display for Circle { fn fmt(&self) {} }', '<demo::shapes::Circle as core::fmt::Debug>::fmt', false],
    [
      'impl From<u64> for Circle { fn from(n: u64) {} }',
      '<demo::shapes::Circle as core::convert::From<u64>>::from',
      true,
    ],
    [
      'impl From<u64> for Circle { fn from(n: u64) {} }',
      '<demo::shapes::Circle as core::convert::From<u8>>::from',
      false,
    ],
    ['impl<T: Shape> Shape for [T] { fn area(&self) {} }', '<[demo::Circle] as demo::shapes::Shape>::area', true],
    ['impl<T: Shape> Shape for [T] { fn area(&self) {} }', '<demo::Circle as demo::shapes::Shape>::area', false],
    ['impl dyn Shape { fn edge(&self) {} }', 'demo::shapes::<dyn demo::shapes::Shape>::edge', true],
    ['trait Shape { fn twice(&self) {} }', 'demo::shapes::Shape::twice', true],
    ['trait Shape { fn twice(&self) {} }', '<demo::Circle as demo::shapes::Shape>::twice', false],
    [
      'fn outer() { struct L; impl Drop for L { fn drop(&mut self) {} } }',
      '<demo::shapes::outer::L as core::ops::drop::Drop>::drop',
      true,
    ],
  ];
  for (const [text, demangled, expected] of cases) {
    it(`${demangled} is ${expected ? '' : 'not '}that of ${text}`, () => {
      assert.equal(isNamesake(demangled, last(text), MODULES), expected);
    });
  }
});
