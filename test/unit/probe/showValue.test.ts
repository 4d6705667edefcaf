import assert from 'node:assert/strict';
import type { RawValue, ValueCapture, ValueType } from '../../../src/model/capture.ts';
import type { ShownValue } from '../../../src/model/hit.ts';
import { showValue } from '../../../src/probe/showValue.ts';

const capture = (type: ValueType): ValueCapture => ({
  kind: 'value',
  name: 'x',
  typeName: 'x',
  type,
  source: { kind: 'registers', registers: ['rdi'] },
});
const inRegisters = (...words: bigint[]): RawValue => ({ kind: 'registers', words });
const text = (content: string | Uint8Array, byteLength?: number): RawValue => {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { kind: 'text', byteLength: BigInt(byteLength ?? bytes.length), bytes };
};
const value = (shown: string): ShownValue => ({ kind: 'value', text: shown });

/** Expected texts are what rustc's `{:?}` prints for the value. */
const cases: [string, ValueType, RawValue, ShownValue][] = [
  ['ignores what stands above an i8', { kind: 'signed', bits: 8 }, inRegisters(0xdead_beef_0000_0080n), value('-128')],
  ['ignores what stands above a u16', { kind: 'unsigned', bits: 16 }, inRegisters(0xffff_ffff_ffff_0001n), value('1')],
  ['shows i64::MIN', { kind: 'signed', bits: 64 }, inRegisters(1n << 63n), value('-9223372036854775808')],
  [
    'joins an i128 of two registers',
    { kind: 'signed', bits: 128 },
    inRegisters(0n, 1n << 63n),
    value(`${-(2n ** 127n)}`),
  ],
  [
    'shows u128::MAX',
    { kind: 'unsigned', bits: 128 },
    inRegisters(2n ** 64n - 1n, 2n ** 64n - 1n),
    value(`${2n ** 128n - 1n}`),
  ],
  ['shows true from the low byte', { kind: 'bool' }, inRegisters(0xff01n), value('true')],
  ['shows no bool of another byte', { kind: 'bool' }, inRegisters(2n), { kind: 'absent', reason: 'no bool: 0x2' }],
  ['escapes a quote char', { kind: 'char' }, inRegisters(0x27n), value("'\\''")],
  ['shows char::MAX by number', { kind: 'char' }, inRegisters(0x10ffffn), value("'\\u{10ffff}'")],
  [
    'shows no char of a surrogate',
    { kind: 'char' },
    inRegisters(0xd800n),
    { kind: 'absent', reason: 'no char: 0xd800' },
  ],
  ['shows empty text', { kind: 'str' }, text(''), value('""')],
  ['shows NUL and newline inside text', { kind: 'str' }, text('a\0b\nc'), value('"a\\0b\\nc"')],
  ['keeps a byte order mark', { kind: 'str' }, text('\ufeffx'), value('"\\u{feff}x"')],
  [
    'says where text was cut',
    { kind: 'str' },
    text('abcdefgh', 20),
    { kind: 'cut', text: '"abcdefgh"…', reason: 'first 8 of 20 bytes' },
  ],
  [
    'cuts no character in two',
    { kind: 'str' },
    text(new TextEncoder().encode('abc🦀').subarray(0, 6), 40),
    { kind: 'cut', text: '"abc"…', reason: 'first 3 of 40 bytes' },
  ],
  [
    'shows no text of bytes that are none',
    { kind: 'str' },
    text(Uint8Array.of(0x61, 0xff)),
    { kind: 'absent', reason: 'no UTF-8 text at that address' },
  ],
  ['says that memory was not there', { kind: 'str' }, { kind: 'fault' }, { kind: 'absent', reason: 'not paged in' }],
];

describe('showValue', () => {
  for (const [name, type, raw, expected] of cases) {
    it(name, () => {
      assert.deepEqual(showValue(capture(type), raw), expected);
    });
  }
});
