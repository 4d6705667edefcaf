import assert from 'node:assert/strict';
import { Cursor } from '../../../src/binary/cursor.ts';
import { MalformedError } from '../../../src/binary/malformedError.ts';

const cursorOf = (...bytes: number[]) => new Cursor(Uint8Array.from(bytes), 'test bytes');

describe('Cursor', () => {
  it('reads little-endian numbers of every width', () => {
    const cursor = cursorOf(0x01, 0x03, 0x02, 0x07, 0x06, 0x05, 0x04, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
    assert.equal(cursor.u8(), 0x01);
    assert.equal(cursor.u16(), 0x0203);
    assert.equal(cursor.u32(), 0x04050607);
    assert.equal(cursor.u64(), 0xffff_ffff_ffff_ffffn);
    assert.ok(cursor.isAtEnd);
  });

  // The examples of DWARF 5, tables 7.7 and 7.8, the limits, and numbers padded with empty bytes.
  const unsigned: [bytes: number[], value: bigint][] = [
    [[0x02], 2n],
    [[0x7f], 127n],
    [[0x80, 0x01], 128n],
    [[0x81, 0x01], 129n],
    [[0xb9, 0x64], 12857n],
    [[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f], 2n ** 53n - 1n],
    [[0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00], 2n],
  ];
  for (const [bytes, value] of unsigned) {
    it(`reads unsigned LEB128 ${value}`, () => {
      assert.equal(cursorOf(...bytes).uleb(), Number(value));
      assert.equal(cursorOf(...bytes).ulebBig(), value);
      const skipped = cursorOf(...bytes, 0);
      skipped.skipLeb();
      assert.equal(skipped.position, bytes.length);
    });
  }

  const signed: [bytes: number[], value: bigint][] = [
    [[0x02], 2n],
    [[0x7e], -2n],
    [[0xff, 0x00], 127n],
    [[0x81, 0x7f], -127n],
    [[0x80, 0x01], 128n],
    [[0x80, 0x7f], -128n],
    [[0x81, 0x01], 129n],
    [[0xff, 0x7e], -129n],
    [[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f], -(2n ** 63n)],
    [[0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], -2n],
  ];
  for (const [bytes, value] of signed) {
    it(`reads signed LEB128 ${value} from ${bytes.length} bytes`, () => {
      assert.equal(cursorOf(...bytes).slebBig(), value);
    });
  }

  it('reads 64-bit unsigned LEB128 beyond 2^53 only as bigint', () => {
    const most = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    assert.equal(cursorOf(...most).ulebBig(), 2n ** 64n - 1n);
    assert.throws(() => cursorOf(...most).uleb(), MalformedError);
  });

  it('refuses sizes and offsets beyond 2^53', () => {
    assert.equal(cursorOf(1, 0, 0, 0, 1, 0, 0, 0).u64AsNumber(), 2 ** 32 + 1);
    assert.throws(() => cursorOf(0, 0, 0, 0, 0, 0, 0x20, 0).u64AsNumber(), MalformedError);
  });

  it('reads text up to its NUL', () => {
    const cursor = cursorOf(...Buffer.from('né\0x\0'));
    assert.equal(cursor.cString(), 'né');
    assert.equal(cursor.cString(), 'x');
  });

  const tooShort: [what: string, read: (cursor: Cursor) => unknown][] = [
    ['u16', cursor => cursor.u16()],
    ['u32', cursor => cursor.u32()],
    ['u64', cursor => cursor.u64()],
    ['LEB128', cursor => cursor.uleb()],
    ['text', cursor => cursor.cString()],
    ['bytes', cursor => cursor.take(2)],
    ['a negative length', cursor => cursor.skip(-1)],
  ];
  for (const [what, read] of tooShort) {
    it(`says what is missing when ${what} goes beyond the end`, () => {
      assert.throws(
        () => read(cursorOf(0x80)),
        (error: unknown) => error instanceof MalformedError && error.message.includes('test bytes'),
      );
    });
  }
});
