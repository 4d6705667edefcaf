import assert from 'node:assert/strict';
import { carriedWord } from '../../../src/probe/carriedWord.ts';
import type { Part } from '../../../src/probe/part.ts';
import { readPrologue } from '../../../src/probe/prologue.ts';
import type { Register } from '../../../src/model/read.ts';

/** Bytes as the assembler wrote them: each line is one instruction of a function that rustc 1.95 built without optimisation. */
const code = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s+/g, ''), 'hex'));

const register = (name: Register, bytes: number): Part => ({
  kind: 'word',
  word: { kind: 'register', register: name, plus: 0 },
  bytes,
});

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
    assert.deepEqual(prologue.partsAt(-0x18, 8), [register('rdi', 8)]);
    assert.deepEqual(prologue.partsAt(-0x18, 4), [register('rdi', 4)]);
    assert.deepEqual(prologue.partsAt(-0x19, 1), [register('rsi', 1)]);
    assert.deepEqual(prologue.partsAt(-0x19, 9), [register('rsi', 1), register('rdi', 8)]);
    assert.equal(prologue.partsAt(-0x20, 8), null);
    assert.equal(prologue.partsAt(-0x14, 4), null, 'the upper half of a register');
  });

  it('counts slots from the frame pointer where there is one', () => {
    const prologue = readPrologue(code('55 48 89 e5 48 83 ec 10 89 7d fc c3')); // push rbp; mov rbp,rsp; sub rsp,16; mov [rbp-4],edi
    assert.equal(prologue.framePointerSlot, -8);
    assert.deepEqual(prologue.partsAt(-12, 4), [register('rdi', 4)]);
  });

  it('remembers the frame as it was before the epilogue took it down', () => {
    const prologue = readPrologue(code('48 83 ec 18 48 89 7c 24 08 48 83 c4 18 c3')); // sub rsp,24; mov [rsp+8],rdi; add rsp,24; ret
    assert.equal(prologue.stackPointerSlot, -24);
    assert.deepEqual(prologue.partsAt(-16, 8), [register('rdi', 8)]);
  });

  it('does not take a register for an argument once it was loaded with something else', () => {
    const prologue = readPrologue(code('48 8b 3d 90 00 00 00 48 89 7c 24 f8 c3')); // mov rdi,[rip+0x90]; mov [rsp-8],rdi
    assert.equal(prologue.partsAt(-8, 8), null);
  });

  it('finds what the caller left on its stack, where it lies and where it is copied to', () => {
    const prologue = readPrologue(code('48 8b bc 24 90 00 00 00 48 89 7c 24 f8 c3')); // mov rdi,[rsp+0x90]; mov [rsp-8],rdi
    const caller: Part = { kind: 'memory', at: { kind: 'register', register: 'rsp', plus: 0x90 }, bytes: 8 };
    assert.deepEqual(prologue.partsAt(-8, 8), [caller]);
    assert.deepEqual(prologue.partsAt(0x90, 8), [caller]);
    assert.equal(prologue.partsAt(0, 8), null, 'the return address');
  });

  it('does not take a push that makes room for a store', () => {
    const prologue = readPrologue(code('50 48 89 3c 24 c3')); // push rax; mov [rsp],rdi
    assert.deepEqual(prologue.partsAt(-8, 8), [register('rdi', 8)]);
  });

  it('does not take a later store for the value at entry', () => {
    const prologue = readPrologue(code('48 c7 44 24 f8 00 00 00 00 48 89 7c 24 f8 c3')); // mov qword [rsp-8],0; mov [rsp-8],rdi
    assert.equal(prologue.partsAt(-8, 8), null);
  });

  it('forgets a register of which one byte was written', () => {
    const prologue = readPrologue(code('b4 01 48 89 f8 b4 01 48 89 44 24 f8 c3')); // mov ah,1; mov rax,rdi; mov ah,1; mov [rsp-8],rax
    assert.equal(prologue.partsAt(-8, 8), null);
  });

  it('stops at the first branch', () => {
    const prologue = readPrologue(code('85 ff 74 05 48 89 7c 24 f8 c3')); // test edi,edi; je +5; mov [rsp-8],rdi
    assert.equal(prologue.partsAt(-8, 8), null);
  });

  it('survives every cut of a function', () => {
    const whole = code(
      '48 81 ec 88 00 00 00 44 89 44 24 54 48 89 7c 24 28 44 88 c8 88 44 24 37 24 01 88 84 24 87 00 00 00 e8',
    );
    for (let length = 0; length <= whole.length; length++) readPrologue(whole.subarray(0, length));
  });
});

describe('carriedWord', () => {
  const moves = code('48 83 ec 68 48 89 4c 24 08 48 8b 4c 24 70 48 89 fa e8'); // sub rsp,0x68; mov [rsp+8],rcx; mov rcx,[rsp+0x70]; mov rdx,rdi; call
  const inSlot = { kind: 'load', at: { kind: 'register', register: 'rsp', plus: 8 }, plus: 0 };

  it('finds a register in the slot that it was saved to, and a slot in the register that it came in', () => {
    assert.deepEqual(carriedWord(moves, 'rcx', 9, 17), inSlot);
    assert.deepEqual(carriedWord(moves, 'rcx', 9, 0), { kind: 'register', register: 'rcx', plus: 0 });
    assert.deepEqual(carriedWord(moves, 'rdx', 17, 0), { kind: 'register', register: 'rdi', plus: 0 });
  });

  it("finds a word of the caller's stack and an address in the frame", () => {
    const onStack = (plus: number) => ({ kind: 'register', register: 'rsp', plus });
    assert.deepEqual(carriedWord(moves, 'rcx', 17, 0), { kind: 'load', at: onStack(8), plus: 0 });
    assert.deepEqual(carriedWord(moves, 'rsp', 17, 0), onStack(-0x68));
  });

  it('knows nothing of what was overwritten, nor of places off the straight line', () => {
    assert.equal(carriedWord(moves, 'rdx', 9, 17), null);
    assert.equal(carriedWord(moves, 'rcx', 9, 18), null);
    assert.equal(carriedWord(moves, 'rcx', 3, 17), null);
  });
});
