/** Structures of many shapes, from a program's own memory, against what its own `{:?}` prints. */

import assert from 'node:assert/strict';
import type { Contents, Count, Shape } from '../../src/model/shape.ts';
import { NO_NAMES } from '../../src/probe/addressNames.ts';
import { showValue } from '../../src/probe/showValue.ts';
import { rustOutput } from '../support/rustOutput.ts';

/** Prints a name, the value's bytes, those behind its pointers, and its Debug. Layouts are fixed by `repr`. */
const PRINTER = `
#![allow(dead_code)]
use std::mem::size_of_val;
fn bytes<T: ?Sized>(value: &T) -> Vec<u8> {
    unsafe { std::slice::from_raw_parts(value as *const T as *const u8, size_of_val(value)) }.to_vec()
}
fn print<T: std::fmt::Debug>(name: &str, value: T, behind: &[Vec<u8>]) {
    let reads: Vec<String> = std::iter::once(&bytes(&value)).chain(behind)
        .map(|read| read.iter().map(|byte| format!("{byte:02x}")).collect()).collect();
    println!("{name}\\t{}\\t{value:?}", reads.join(" "));
}
#[derive(Debug, Clone, Copy)] #[repr(C)] struct Point { x: i32, y: f32 }
#[derive(Debug)] #[repr(C)] struct Line { from: Point, name: char, to: Point }
#[derive(Debug)] #[repr(C)] struct Meters(f64);
#[derive(Debug)] #[repr(C)] struct Pair(u8, Unit);
#[derive(Debug)] struct Unit;
#[derive(Debug)] struct Braces {}
#[derive(Debug)] struct Parens();
#[repr(C)] struct Open { shown: u8, hidden: u8 }
impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result { f.debug_struct("Open").field("shown", &self.shown).finish_non_exhaustive() }
}
#[repr(C)] struct Shut { hidden: u8 }
impl std::fmt::Debug for Shut {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result { f.debug_struct("Shut").finish_non_exhaustive() }
}
#[derive(Debug)] #[repr(i8)] enum Sign { Minus = -1, Zero, Plus }
#[derive(Debug)] #[repr(u8)] enum Order { Empty, Item(u16), Both { a: u16, b: bool } = 7 }
fn main() {
    let point = Point { x: -3, y: 0.1 };
    print("point", point, &[]);
    print("line", Line { from: point, name: '\\'', to: Point { x: 7, y: f32::NAN } }, &[]);
    print("meters", Meters(5.0), &[]);
    print("pair", Pair(9, Unit), &[]);
    print("braces", Braces {}, &[]);
    print("parens", Parens(), &[]);
    print("none", (), &[]);
    print("one", (1u8,), &[]);
    print("array", [true, false], &[]);
    print("points", [point, point], &[]);
    print("noArray", [0u8; 0], &[]);
    print("open", Open { shown: 1, hidden: 2 }, &[]);
    print("shut", Shut { hidden: 2 }, &[]);
    for sign in [Sign::Minus, Sign::Zero, Sign::Plus] { print("sign", sign, &[]); }
    for order in [Order::Empty, Order::Item(513), Order::Both { a: 1, b: true }] { print("order", order, &[]); }
    for option in [None, Some(true), Some(false)] { print("flag", option, &[]); }
    for option in [None, Some('\\n'), Some('é')] { print("letter", option, &[]); }
    for option in [None, std::num::NonZeroU64::new(u64::MAX)] { print("nonZero", option, &[]); }
    let byte = &200u8;
    for option in [None, Some(byte)] { print("reference", option, &[bytes(byte)]); }
    for text in ["", "a\\"b", "Grüße 🦀"] { print("str", text, &[bytes(text)]); }
    for list in [&[][..], &[1u16, 65535]] { print("slice", list, &[bytes(list)]); }
    let texts = &["x", "yz"][..];
    print("strs", texts, &[bytes(texts), bytes("x"), bytes("yz")]);
    print("units", &[(), ()][..], &[vec![]]);
    let inner = Box::new(point);
    let behind = [bytes(&inner), bytes(&*inner)];
    print("boxed", Box::new(inner), &behind);
    print("unitBox", Box::new(()), &[]);
    print("raw", byte as *const u8, &[]);
    print("null", std::ptr::null::<u8>(), &[]);
    print("function", main as fn(), &[]);
    print("range", 2u8..5, &[]);
    print("inclusive", Some(2u8), &[]);
}`;

const u8: Shape = { kind: 'integer', bytes: 1, isSigned: false };
const u16: Shape = { kind: 'integer', bytes: 2, isSigned: false };
const field = (name: string, offset: number, shape: Shape) => ({ name, offset, shape });
const tuple = (name: string, ...fields: [number, Shape][]): Shape => ({
  kind: 'tuple',
  name,
  fields: fields.map(([offset, shape], index) => field(String(index), offset, shape)),
});
const fixed = (text: string): Shape => ({ kind: 'fixed', text });
const is = (number: number | string, shape: Shape) => ({ from: String(number), to: String(number), shape });
const otherwise = (shape: Shape) => ({ from: null, to: null, shape });
const choice = (bytes: 1 | 4 | 8, isSigned: boolean, ...cases: ReturnType<typeof is | typeof otherwise>[]): Shape => ({
  kind: 'choice',
  offset: 0,
  bytes,
  isSigned,
  cases,
});
const constant = (count: number): Count => ({ kind: 'constant', count });
const here: Contents = { kind: 'inline', offset: 0 };
const behind = (read: number): Contents => ({ kind: 'read', read, pointerOffset: 0 });
/** Of a wide pointer: its second word. */
const length: Count = { kind: 'inline', offset: 8 };
const list = (count: Count, contents: Contents, stride: number, elements: Shape[]): Shape => ({
  kind: 'list',
  count,
  contents,
  stride,
  elements,
});
const str = (read: number): Shape => ({ kind: 'text', encoding: 'utf8', count: length, contents: behind(read) });
const point: Shape = {
  kind: 'struct',
  name: 'Point',
  fields: [field('x', 0, { kind: 'integer', bytes: 4, isSigned: true }), field('y', 4, { kind: 'float', bytes: 4 })],
};

const SHAPES: Readonly<Record<string, Shape>> = {
  point,
  line: {
    kind: 'struct',
    name: 'Line',
    fields: [field('from', 0, point), field('name', 8, { kind: 'char' }), field('to', 12, point)],
  },
  meters: tuple('Meters', [0, { kind: 'float', bytes: 8 }]),
  pair: tuple('Pair', [0, u8], [1, fixed('Unit')]),
  braces: { kind: 'struct', name: 'Braces', fields: [] },
  parens: tuple('Parens'),
  none: tuple(''),
  one: tuple('', [0, u8]),
  array: list(constant(2), here, 1, [{ kind: 'bool' }, { kind: 'bool' }]),
  points: list(constant(2), here, 8, [point, point]),
  noArray: list(constant(0), here, 1, []),
  open: { kind: 'struct', name: 'Open', fields: [field('shown', 0, u8)], isOpen: true },
  shut: { kind: 'struct', name: 'Shut', fields: [], isOpen: true },
  sign: choice(1, true, is(-1, fixed('Minus')), is(0, fixed('Zero')), is(1, fixed('Plus'))),
  order: choice(
    1,
    false,
    is(0, fixed('Empty')),
    is(1, tuple('Item', [2, u16])),
    is(7, { kind: 'struct', name: 'Both', fields: [field('a', 2, u16), field('b', 4, { kind: 'bool' })] }),
  ),
  flag: choice(1, false, is(2, fixed('None')), otherwise(tuple('Some', [0, { kind: 'bool' }]))),
  letter: choice(4, false, is(0x110000, fixed('None')), otherwise(tuple('Some', [0, { kind: 'char' }]))),
  nonZero: choice(8, false, is(0, fixed('None')), {
    from: '1',
    to: '18446744073709551615',
    shape: tuple('Some', [0, { kind: 'integer', bytes: 8, isSigned: false }]),
  }),
  reference: choice(
    8,
    false,
    is(0, fixed('None')),
    otherwise(tuple('Some', [0, { kind: 'target', read: 1, shape: u8 }])),
  ),
  str: str(1),
  slice: list(length, behind(1), 2, [u16, u16]),
  strs: list(length, behind(1), 16, [str(2), str(3)]),
  units: list(length, behind(1), 0, [fixed('()'), fixed('()'), fixed('()')]),
  boxed: { kind: 'target', read: 1, shape: { kind: 'target', read: 2, shape: point } },
  unitBox: { kind: 'target', read: 1, shape: fixed('()') },
  raw: { kind: 'address' },
  null: { kind: 'address' },
  function: { kind: 'function', instructionPointer: 1 },
  range: { kind: 'joined', parts: [{ offset: 0, shape: u8 }, '..', { offset: 1, shape: u8 }] },
  inclusive: choice(
    1,
    false,
    is(0, fixed('None')),
    otherwise(tuple('Some', [1, { kind: 'within', offset: 0, shape: u8 }])),
  ),
};

describe('structures', () => {
  it('are printed as their own Debug prints them', function () {
    this.timeout(60_000);
    const met = new Set<string>();
    for (const line of rustOutput(PRINTER)) {
      const [name = '', hex = '', text = ''] = line.split('\t');
      const shape = SHAPES[name];
      assert.ok(shape, name);
      met.add(name);
      const reads = hex.split(' ').map(read => Buffer.from(read, 'hex'));
      const pieces = [{ kind: 'read', read: 0, offset: 0, bytes: reads[0]!.length }] as const;
      const shown = showValue(
        { kind: 'value', name, typeName: name, pieces, shape },
        reads.map(bytes => ({ kind: 'bytes', bytes })),
        NO_NAMES,
        0,
      );
      assert.deepEqual(shown, { kind: 'value', text }, name);
    }
    assert.deepEqual([...met].sort(), Object.keys(SHAPES).sort());
  });
});
