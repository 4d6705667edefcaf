import assert from 'node:assert/strict';
import { readPrologue } from '../../../src/probe/prologue.ts';

/** Bytes as the assembler wrote them: each line is one instruction of a function that rustc 1.95 built without optimisation. */
const code = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s+/g, ''), 'hex'));

describe('readPrologue', () => {
  it('follows arguments through byte registers into their slots', () => {
    const prologue = readPrologue(
      code(`
        48 83 ec 28
        48 89 7c 24 10
        40 88 f1
        88 4c 24 0f
        c3`), // sub rsp,0x28; mov [rsp+0x10],rdi; mov cl,sil; mov [rsp+0xf],cl; ret
    );
    assert.equal(prologue.stackPointerSlot, -0x28);
    assert.deepEqual(prologue.spillAt(-0x18), { register: 'rdi', bytes: 8 });
    assert.deepEqual(prologue.spillAt(-0x19), { register: 'rsi', bytes: 1 });
    assert.equal(prologue.spillAt(-0x20), null);
  });

  it('counts slots from the frame pointer where there is one', () => {
    const prologue = readPrologue(code('55 48 89 e5 48 83 ec 10 89 7d fc c3')); // push rbp; mov rbp,rsp; sub rsp,16; mov [rbp-4],edi
    assert.equal(prologue.framePointerSlot, -8);
    assert.deepEqual(prologue.spillAt(-12), { register: 'rdi', bytes: 4 });
  });

  it('does not take a register for an argument once it was loaded with something else', () => {
    const prologue = readPrologue(code('48 8b bc 24 90 00 00 00 48 89 7c 24 f8 c3')); // mov rdi,[rsp+0x90]; mov [rsp-8],rdi
    assert.equal(prologue.spillAt(-8), null);
  });

  it('does not take a later store for the value at entry', () => {
    const prologue = readPrologue(code('48 c7 44 24 f8 00 00 00 00 48 89 7c 24 f8 c3')); // mov qword [rsp-8],0; mov [rsp-8],rdi
    assert.equal(prologue.spillAt(-8), null);
  });

  it('stops at the first branch', () => {
    const prologue = readPrologue(code('85 ff 74 05 48 89 7c 24 f8 c3')); // test edi,edi; je +5; mov [rsp-8],rdi
    assert.equal(prologue.spillAt(-8), null);
  });

  it('survives every cut of a function', () => {
    const whole = code(
      '48 81 ec 88 00 00 00 44 89 44 24 54 48 89 7c 24 28 44 88 c8 88 44 24 37 24 01 88 84 24 87 00 00 00 e8',
    );
    for (let length = 0; length <= whole.length; length++) readPrologue(whole.subarray(0, length));
  });
});
