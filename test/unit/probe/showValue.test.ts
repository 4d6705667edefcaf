/** What is shown where bytes are missing, cut or of no value. That whole values are right is rustc's to say: test/process. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Capture, Piece } from '../../../src/model/capture.ts';
import type { ShownValue } from '../../../src/model/hit.ts';
import type { ReadResult } from '../../../src/model/read.ts';
import type { Contents, Count, Shape } from '../../../src/model/shape.ts';
import { type AddressNames, NO_NAMES } from '../../../src/probe/addressNames.ts';
import { addressesIn, showValue } from '../../../src/probe/showValue.ts';

const u8: Shape = { kind: 'integer', bytes: 1, isSigned: false };
const u32: Shape = { kind: 'integer', bytes: 4, isSigned: false };
const bool: Shape = { kind: 'bool' };
const length: Count = { kind: 'inline', offset: 8 };
const behind: Contents = { kind: 'read', read: 1, pointerOffset: 0 };
const str: Shape = { kind: 'text', encoding: 'utf8', count: length, contents: behind };
const cstr: Shape = { ...str, encoding: 'c' };
const unread: Shape = { kind: 'unread', reason: 'deeper than the limit' };
const pair = (a: Shape, b: Shape): Shape => ({
  kind: 'struct',
  name: 'Pair',
  fields: [
    { name: 'a', offset: 0, shape: a },
    { name: 'b', offset: 4, shape: b },
  ],
});
const list = (stride: number, ...elements: Shape[]): Shape => ({
  kind: 'list',
  count: length,
  contents: behind,
  stride,
  elements,
});
const array = (...elements: Shape[]): Shape => ({
  kind: 'list',
  count: { kind: 'constant', count: elements.length },
  contents: { kind: 'inline', offset: 0 },
  stride: 1,
  elements,
});

const bytes = (...values: number[]): ReadResult => ({ kind: 'bytes', bytes: Uint8Array.from(values) });
const ascii = (text: string | Uint8Array): ReadResult => ({ kind: 'bytes', bytes: Buffer.from(text) });
const words = (...values: bigint[]): ReadResult => ({
  kind: 'bytes',
  bytes: new Uint8Array(BigUint64Array.from(values).buffer),
});
const missing: ReadResult = { kind: 'missing', reason: 'not paged in' };
const POINTER = 0x7fff_0000_1000n;

const capture = (shape: Shape, ...pieces: Piece[]): Capture => ({
  kind: 'value',
  name: 'x',
  typeName: 'x',
  pieces,
  shape,
});
/** Of a value that the first read brings as a whole. */
const shown = (shape: Shape, ...results: ReadResult[]): ShownValue => {
  const [first] = results;
  const size = first?.kind === 'bytes' ? first.bytes.length : 16;
  return showValue(capture(shape, { kind: 'read', read: 0, offset: 0, bytes: size }), results, NO_NAMES, 0);
};
const value = (text: string): ShownValue => ({ kind: 'value', text });
const cut = (text: string, reason: string): ShownValue => ({ kind: 'cut', text, reason });
const absent = (reason: string): ShownValue => ({ kind: 'absent', reason });

const cases: [string, ShownValue, ShownValue][] = [
  ['no bool of another byte', shown(bool, bytes(2)), absent('no bool: 0x2')],
  ['no char of a surrogate', shown({ kind: 'char' }, bytes(0, 0xd8, 0, 0)), absent('no char: 0xd800')],
  ['no char above the last', shown({ kind: 'char' }, bytes(0, 0, 0x11, 0)), absent('no char: 0x110000')],
  [
    'no Duration of a second of nanoseconds',
    shown({ kind: 'duration', secondsOffset: 0, nanosecondsOffset: 8 }, words(5n, 1_000_000_000n)),
    absent('no Duration: 1000000000 ns beside its seconds'),
  ],
  [
    'what else is known of a structure',
    shown(pair(u8, bool), bytes(7, 0, 0, 0, 2)),
    cut('Pair { a: 7, b: … }', 'no bool: 0x2'),
  ],
  ['the first of two reasons', shown(pair(bool, unread), bytes(3)), absent('no bool: 0x3')],
  ['nothing of a structure of which nothing is known', shown(pair(u8, u8), missing), absent('not paged in')],
  ['nothing of a read that was not made', shown(u8), absent('not read')],
  ['nothing of a number whose last byte is missing', shown(u32, bytes(1, 2, 3)), absent('not read')],
  ['what is fixed without any bytes', shown({ kind: 'fixed', text: '()' }, missing), value('()')],

  ['where text was cut', shown(str, words(POINTER, 20n), ascii('abcdefgh')), cut('"abcdefgh"…', 'first 8 of 20 bytes')],
  [
    'no half character',
    shown(str, words(POINTER, 40n), ascii(Buffer.from('abc🦀').subarray(0, 6))),
    cut('"abc"…', 'first 3 of 40 bytes'),
  ],
  ['nothing behind the end of a text', shown(str, words(POINTER, 2n), ascii('abcdefgh')), value('"ab"')],
  [
    'no text of other bytes',
    shown(str, words(POINTER, 2n), bytes(0x61, 0xff)),
    absent('no UTF-8 text at that address'),
  ],
  ['no text of missing memory', shown(str, words(POINTER, 2n), missing), absent('not paged in')],
  ['empty text, wherever it points', shown(str, words(1n, 0n), missing), value('""')],
  [
    'no text that is longer than any memory',
    shown(str, words(POINTER, 2n ** 64n - 1n), ascii('abc')),
    absent('18446744073709551615 bytes fit in no memory'),
  ],
  ['no text behind null', shown(str, words(0n, 3n), bytes(0, 0, 0)), absent('no memory at 0x0')],
  [
    'no text in the kernel',
    shown(str, words(2n ** 63n, 3n), bytes(0, 0, 0)),
    absent('no memory at 0x8000000000000000'),
  ],
  ['a C string without its NUL', shown(cstr, words(POINTER, 3n), ascii('ab\0')), value('"ab"')],
  ['no C string without a NUL', shown(cstr, words(POINTER, 2n), ascii('ab')), absent('no C string at that address')],
  ['no C string with two', shown(cstr, words(POINTER, 3n), ascii('a\0\0')), absent('no C string at that address')],
  ['where a C string was cut', shown(cstr, words(POINTER, 9n), ascii('ab')), cut('"ab"…', 'first 2 of 9 bytes')],

  [
    'where a list was cut',
    shown(list(1, u8, u8), words(POINTER, 100n), bytes(1, 2)),
    cut('[1, 2, …]', 'first 2 of 100 elements'),
  ],
  [
    'where a tracer brought less of a list',
    shown(list(2, u8, u8, u8), words(POINTER, 3n), bytes(1, 0, 2, 0, 3)),
    cut('[1, 2, …]', 'first 2 of 3 elements'),
  ],
  ['that there are elements', shown(list(1), words(POINTER, 1n), bytes()), cut('[…]', 'first 0 of 1 element')],
  [
    'one … for elements that are not read',
    shown(list(1, unread, unread), words(POINTER, 2n), bytes(1, 2)),
    cut('[…]', 'deeper than the limit'),
  ],
  [
    'which element is not known',
    shown(list(1, bool, bool), words(POINTER, 2n), bytes(1, 9)),
    cut('[true, …]', 'no bool: 0x9'),
  ],
  ['nothing of a list in missing memory', shown(list(1, u8), words(POINTER, 1n), missing), absent('not paged in')],
  ['an empty list, wherever it points', shown(list(8, u8), words(8n, 0n), missing), value('[]')],
  ['no list behind null', shown(list(1, u8), words(0n, 1n), bytes(0)), absent('no memory at 0x0')],
  [
    'no list that is longer than any memory',
    shown(list(16, u8), words(POINTER, 2n ** 43n), bytes(1)),
    absent('8796093022208 elements fit in no memory'),
  ],
  ['nothing of an array that is nowhere', shown(array(u8, u8), missing), absent('not paged in')],

  ['no target of null', shown({ kind: 'target', read: 1, shape: u8 }, words(0n), bytes(0)), absent('no memory at 0x0')],
  [
    'no target in the first page',
    shown({ kind: 'target', read: 1, shape: u8 }, words(4095n), bytes(0)),
    absent('no memory at 0xfff'),
  ],
  [
    'no target beyond programs',
    shown({ kind: 'target', read: 1, shape: u8 }, words(2n ** 47n), bytes(0)),
    absent('no memory at 0x800000000000'),
  ],
  [
    'a target of no size anywhere',
    shown({ kind: 'target', read: 1, shape: { kind: 'fixed', text: '()' } }, words(1n)),
    value('()'),
  ],

  [
    'no variant that is not there',
    shown(
      { kind: 'choice', offset: 0, bytes: 1, isSigned: false, cases: [{ from: '0', to: '2', shape: u8 }] },
      bytes(7),
    ),
    absent('no variant has the number 7'),
  ],
  [
    'the variant where its contents are missing',
    shown(
      {
        kind: 'choice',
        offset: 0,
        bytes: 1,
        isSigned: false,
        cases: [
          {
            from: null,
            to: null,
            shape: { kind: 'tuple', name: 'Some', fields: [{ name: '0', offset: 4, shape: u8 }] },
          },
        ],
      },
      bytes(7),
    ),
    cut('Some(…)', 'not read'),
  ],
  [
    'no value of an empty enum',
    shown({ kind: 'choice', offset: 0, bytes: 0, isSigned: false, cases: [] }, bytes()),
    absent('no value of the type exists'),
  ],
  [
    'the number of entries',
    shown({ kind: 'entries', offset: 0, open: '{', close: '}' }, words(3n)),
    cut('{… 3 entries}', 'only the number of entries is read'),
  ],
  [
    'one entry',
    shown({ kind: 'entries', offset: 0, open: '{', close: '}' }, words(1n)),
    cut('{… 1 entry}', 'only the number of entries is read'),
  ],
  ['no entries', shown({ kind: 'entries', offset: 0, open: '[', close: ']' }, words(0n)), value('[]')],
];

describe('showValue', () => {
  for (const [name, actual, expected] of cases)
    it(`shows ${name}`, () => {
      assert.deepEqual(actual, expected);
    });

  it('shows why a capture is absent', () => {
    const gone: Capture = { kind: 'absent', name: 'x', typeName: 'u8', reason: 'optimised out' };
    assert.deepEqual(showValue(gone, [], NO_NAMES, 0), absent('optimised out'));
  });

  it('shows nothing of an array that is optimised out, although its length is known', () => {
    const gone: Piece = { kind: 'absent', bytes: 2, reason: 'optimised out' };
    assert.deepEqual(showValue(capture(array(u8, u8), gone), [], NO_NAMES, 0), absent('optimised out'));
  });

  it('puts a value together from its pieces', () => {
    const pieces: Piece[] = [
      { kind: 'constant', bytes: [1, 0] },
      { kind: 'read', read: 0, offset: 2, bytes: 2 },
      { kind: 'absent', bytes: 2, reason: 'in xmm0' },
      { kind: 'read', read: 1, offset: 0, bytes: 2 },
    ];
    const results = [bytes(9, 9, 2, 0), missing];
    const at = (offset: number): Shape => ({
      kind: 'within',
      offset,
      shape: { kind: 'integer', bytes: 2, isSigned: false },
    });
    const piecewise = (shape: Shape) => showValue(capture(shape, ...pieces), results, NO_NAMES, 0);
    assert.deepEqual(
      [0, 2, 4, 6].map(offset => piecewise(at(offset))),
      [value('1'), value('2'), absent('in xmm0'), absent('not paged in')],
    );
    assert.deepEqual(piecewise({ kind: 'within', offset: 1, shape: u32 }), absent('in xmm0'));
  });
});

describe('addresses of code in values', () => {
  const call: Shape = { kind: 'function', instructionPointer: 1 };
  const object: Shape = { kind: 'object', vtableOffset: 8, traitName: 'dyn demo::Shape', instructionPointer: 1 };
  /** The probe's own instruction is wanted at 0x1100, and lies at 0x5555_0000_1100: the program was moved. */
  const here = words(0x5555_0000_1100n);
  const known = new Map([
    ['function 4096', 'demo::double'],
    ['vtable 8192', 'demo::Circle'],
    ['vtable 8200', null],
  ]);
  const names: AddressNames = { nameOf: ({ kind, address }) => known.get(`${kind} ${address}`) };
  const named = (shape: Shape, value: ReadResult, pointer = here) =>
    showValue(capture(shape, { kind: 'read', read: 0, offset: 0, bytes: 16 }), [value, pointer], names, 0x1100);

  it('are shown by their names', () => {
    assert.deepEqual(named(call, words(0x5555_0000_1000n, 0n)), value('demo::double'));
    assert.deepEqual(named(object, words(POINTER, 0x5555_0000_2000n)), value('demo::Circle as dyn demo::Shape'));
  });

  it('are shown as addresses, as Debug does, while a function has no name', () => {
    assert.deepEqual(named(call, words(0x5555_0000_1001n, 0n)), value('0x555500001001'));
    assert.deepEqual(named(call, words(0x5555_0000_1000n, 0n), missing), value('0x555500001000'));
  });

  it('say that a type is not known', () => {
    const unknown = named(object, words(POINTER, 0x5555_0000_2008n));
    assert.deepEqual(unknown, absent('the type behind dyn demo::Shape is not known'));
    const waiting = named(array(u8, { kind: 'within', offset: -1, shape: object }), words(7n, 0x5555_0000_3000n));
    assert.deepEqual(waiting, cut('[7, … as dyn demo::Shape]', 'the type behind dyn demo::Shape is not known yet'));
  });

  it('are found before they are shown, where there are any', () => {
    const of = (shape: Shape) => capture(shape, { kind: 'read', read: 0, offset: 0, bytes: 16 });
    const results = [words(0x5555_0000_1000n, 0x5555_0000_2000n), here];
    const tuple = (shape: Shape): Shape => ({ kind: 'tuple', name: '', fields: [{ name: '0', offset: 0, shape }] });
    assert.deepEqual(addressesIn([of(u32), of(tuple(call)), of(object)], results, 0x1100), [
      { kind: 'function', address: 0x1000n },
      { kind: 'vtable', address: 0x2000n },
    ]);
  });
});

describe('damaged results', () => {
  const offset = fc.nat(24);
  const read = fc.nat(3);
  const size = fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const, 16 as const);
  const bound = fc.option(fc.integer({ min: -2, max: 300 }).map(String));
  const contents = fc.oneof(
    fc.record({ kind: fc.constant('inline' as const), offset }),
    fc.record({ kind: fc.constant('read' as const), read, pointerOffset: offset }),
    fc.record({ kind: fc.constant('read' as const), read }),
  );
  const count = fc.oneof(
    fc.record({ kind: fc.constant('constant' as const), count: fc.nat(5) }),
    fc.record({ kind: fc.constant('inline' as const), offset }),
  );
  const { shape } = fc.letrec<{ shape: Shape; fields: { name: string; offset: number; shape: Shape }[] }>(tie => ({
    fields: fc.array(fc.record({ name: fc.constantFrom('a', 'b'), offset, shape: tie('shape') }), { maxLength: 3 }),
    shape: fc.oneof(
      { maxDepth: 4 },
      fc.record({ kind: fc.constant('integer' as const), bytes: size, isSigned: fc.boolean() }),
      fc.record({ kind: fc.constantFrom('bool' as const, 'char' as const, 'address' as const) }),
      fc.record({ kind: fc.constant('float' as const), bytes: fc.constantFrom(4 as const, 8 as const) }),
      fc.record({ kind: fc.constant('duration' as const), secondsOffset: offset, nanosecondsOffset: offset }),
      fc.record({ kind: fc.constant('function' as const), instructionPointer: read }),
      fc.record({
        kind: fc.constant('object' as const),
        vtableOffset: offset,
        traitName: fc.constant('dyn T'),
        instructionPointer: read,
      }),
      fc.record({ kind: fc.constant('entries' as const), offset, open: fc.constant('{'), close: fc.constant('}') }),
      fc.record({
        kind: fc.constant('text' as const),
        encoding: fc.constantFrom('utf8' as const, 'os' as const, 'c' as const),
        count,
        contents,
      }),
      fc.record({ kind: fc.constant('struct' as const), name: fc.constant('S'), fields: tie('fields') }),
      fc.record({ kind: fc.constant('tuple' as const), name: fc.constant(''), fields: tie('fields') }),
      fc.record({
        kind: fc.constant('joined' as const),
        parts: fc.array(fc.oneof(fc.constant('..'), fc.record({ offset, shape: tie('shape') })), { maxLength: 3 }),
      }),
      fc.record({
        kind: fc.constant('list' as const),
        count,
        contents,
        stride: fc.nat(9),
        elements: fc.array(tie('shape'), { maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('within' as const), offset, shape: tie('shape') }),
      fc.record({ kind: fc.constant('target' as const), read, shape: tie('shape') }),
      fc.record({
        kind: fc.constant('choice' as const),
        offset,
        bytes: fc.oneof(size, fc.constant(0 as const)),
        isSigned: fc.boolean(),
        cases: fc.array(fc.record({ from: bound, to: bound, shape: tie('shape') }), { maxLength: 3 }),
      }),
    ),
  }));
  const piece: fc.Arbitrary<Piece> = fc.oneof(
    fc.record({ kind: fc.constant('read' as const), read, offset, bytes: fc.nat(24) }),
    fc.record({ kind: fc.constant('constant' as const), bytes: fc.array(fc.nat(255), { maxLength: 8 }) }),
    fc.record({ kind: fc.constant('absent' as const), bytes: fc.nat(8), reason: fc.constant('gone') }),
  );
  /** Small numbers and pointers now and then, so that counts and addresses make sense. */
  const memory = fc.array(
    fc.oneof(fc.constantFrom(0n, 1n, 2n, 3n, POINTER, 0x6162636465666768n), fc.bigInt(0n, 2n ** 64n - 1n)),
    { maxLength: 5 },
  );
  /** For each read: how many bytes of it are left; null: it is missing. */
  const damages = fc.array(fc.option(fc.nat(40)), { minLength: 4, maxLength: 4 });

  it('never throw, and never make a value that whole results do not make', () => {
    let values = 0;
    let damaged = 0;
    fc.assert(
      fc.property(
        shape,
        fc.array(piece, { maxLength: 4 }),
        fc.array(memory, { minLength: 4, maxLength: 4 }),
        damages,
        (shape, pieces, memories, left) => {
          const results = memories.map(each => words(...each));
          const whole = showValue(capture(shape, ...pieces), results, NO_NAMES, 0);
          const fewer = results.map((result, index): ReadResult => {
            const kept = left[index] ?? null;
            if (kept === null || result.kind === 'missing') return missing;
            return { kind: 'bytes', bytes: result.bytes.subarray(0, kept) };
          });
          const shown = showValue(capture(shape, ...pieces), fewer, NO_NAMES, 0);
          if (whole.kind === 'value') values++;
          if (whole.kind === 'value' && shown.kind !== 'value') damaged++;
          if (shown.kind === 'value') assert.deepEqual(shown, whole);
        },
      ),
      { numRuns: 5000, seed: 5 },
    );
    assert.ok(values > 300 && damaged > 50, `${values} values, ${damaged} of them damaged`);
  });
});
