import assert from 'node:assert/strict';
import { float32Of } from '../../../src/condition/float32.ts';

// The bits are rustc's: `println!("{:#x}", 16777217.0000000001_f32.to_bits())`.
const TABLE: readonly (readonly [digits: string, bits: number])[] = [
  ['0.1', 0x3dcccccd],
  ['1.', 0x3f800000],
  ['1e-45', 0x1],
  ['1e-999', 0x0],
  ['16777217.0', 0x4b800000],
  ['16777217.0000000001', 0x4b800001],
  ['1.00000005960464477539062', 0x3f800000],
  ['1.00000005960464477539063', 0x3f800001],
  ['100000005.960464477539062e-8', 0x3f800000],
  ['3.4028235e38', 0x7f7fffff],
];

describe('an f32 written in decimal', () => {
  for (const [digits, bits] of TABLE) {
    it(`is rounded once: ${digits}`, () => {
      const view = new DataView(new ArrayBuffer(4));
      view.setFloat32(0, float32Of(digits));
      assert.equal(view.getUint32(0).toString(16), bits.toString(16));
    });
  }
});
