import assert from 'node:assert/strict';
import type { RawValue, ValueCapture } from '../../../../src/model/capture.ts';
import { fetchArguments, rawValue, wordsIn } from '../../../../src/tracer/tracefs/fields.ts';
import { number, text } from '../plan.ts';

const name = text('name', 'rdi', 'rsi', 64) as ValueCapture;

/** A text of `byteLength` at `pointer`, of which the kernel read `bytes` and zeros after them. */
function readText(pointer: bigint, byteLength: bigint, bytes: Uint8Array): RawValue {
  const buffer = Buffer.alloc(64);
  buffer.set(bytes.subarray(0, 64));
  const words = Array.from({ length: 8 }, (_, index) => buffer.readBigUInt64LE(index * 8));
  return rawValue(name, [pointer, byteLength, ...words]);
}

function textOf(value: RawValue): string | null {
  return value.kind === 'text' ? Buffer.from(value.bytes).toString() : null;
}

const letters = (count: number): Buffer => Buffer.alloc(count, 'x');

describe('the fields of an event', () => {
  it('are a word a register', () => {
    const capture = number('a', 'rdx') as ValueCapture;
    assert.deepEqual([fetchArguments(capture), wordsIn(capture)], [['%dx:x64'], 1]);
    assert.deepEqual(rawValue(capture, [7n]), { kind: 'registers', words: [7n] });
  });

  it('are pointer, length and bytes of a text', () => {
    assert.deepEqual(fetchArguments(name), ['%di:x64', '%si:x64', '+0(%di):x64[8]']);
    assert.equal(wordsIn(name), 10);
  });

  it('cut a text at its length, and at the limit', () => {
    assert.equal(textOf(readText(0x1000n, 3n, Buffer.from('abcdef'))), 'abc');
    assert.deepEqual(readText(0x1000n, 65n, letters(64)), {
      kind: 'text',
      byteLength: 65n,
      bytes: new Uint8Array(letters(64)),
    });
  });

  it('have an empty text, wherever it points to', () => {
    assert.equal(textOf(readText(1n, 0n, letters(0))), '');
  });

  it('end a text at the page that could not be read', () => {
    assert.equal(textOf(readText(0x1ffdn, 20n, letters(3))), 'xxx');
    assert.equal(textOf(readText(0x1fc0n, 64n, letters(64)))?.length, 64);
    assert.equal(textOf(readText(0x1fc1n, 64n, letters(63)))?.length, 63);
  });

  it('have zeros inside of a text that could be read', () => {
    assert.equal(textOf(readText(0x1000n, 5n, Buffer.from('a\0\0\0b'))), 'a\0\0\0b');
    assert.equal(textOf(readText(0x1ffen, 4n, Buffer.from('\0a\0b'))), '\0a\0b');
  });

  it('are a fault where the beginning may not have been readable', () => {
    assert.deepEqual(readText(0x1000n, 8n, letters(0)), { kind: 'fault' });
    assert.deepEqual(readText(0x1ffen, 8n, Buffer.from('\0\0abcdef')), { kind: 'fault' });
  });

  it('are a fault where no text can be so long', () => {
    assert.deepEqual(readText(0x1000n, 1n << 63n, letters(64)), { kind: 'fault' });
    assert.equal(textOf(readText(0x1000n, (1n << 63n) - 1n, letters(64)))?.length, 64);
  });

  it('follow a pointer at the very end of the address space', () => {
    assert.equal(textOf(readText((1n << 64n) - 2n, 8n, letters(8))), 'xxxxxxxx');
  });
});
