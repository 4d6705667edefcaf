import assert from 'node:assert/strict';
import { bodyPlace } from '../../../src/probe/bodyPlace.ts';
import { caughtSymbols } from '../../../src/probe/caught.ts';
import { exitsOf } from '../../../src/probe/exits.ts';

const code = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s+/g, ''), 'hex'));
const at = (hex: string) => exitsOf([{ virtualAddress: 0x1000, code: code(hex) }]);

describe('exitsOf', () => {
  it('finds each return', () => {
    assert.deepEqual(
      at('85 ff 74 01 c3 f3 c3').points.map(({ kind, virtualAddress }) => [kind, virtualAddress]),
      [
        ['return', 0x1004],
        ['return', 0x1005],
      ],
    );
  });

  it('takes a jump out for a tail call where the frame is taken down', () => {
    const { points, whyIncomplete } = at('53 48 83 ec 10 48 83 c4 10 5b e9 00 01 00 00'); // push rbx; sub; add; pop rbx; jmp
    assert.equal(whyIncomplete, null);
    assert.deepEqual(points, [{ kind: 'tailCall', virtualAddress: 0x100a, target: 0x110f }]);
  });

  it('does not take a jump out of a standing frame for one', () => {
    const { points, whyIncomplete } = at('53 e9 00 01 00 00');
    assert.deepEqual(points, []);
    assert.match(whyIncomplete ?? '', /stack frame/);
  });

  it('follows the frame pointer through a frame of unknown size', () => {
    // push rbp; mov rbp,rsp; and rsp,-32; mov rsp,rbp; pop rbp; jmp
    const { points, whyIncomplete } = at('55 48 89 e5 48 83 e4 e0 48 89 ec 5d e9 00 01 00 00');
    assert.equal(whyIncomplete, null);
    assert.equal(points.length, 1);
  });

  it('knows the parts of a function', () => {
    const parts = [
      { virtualAddress: 0x1000, code: code('85 ff 0f 84 f8 0f 00 00 c3') }, // test edi,edi; je 0x2000; ret
      { virtualAddress: 0x2000, code: code('e9 03 f0 ff ff') }, // jmp 0x1008
    ];
    assert.deepEqual(exitsOf(parts), {
      points: [{ kind: 'return', virtualAddress: 0x1008, target: null }],
      whyIncomplete: null,
    });
    assert.match(exitsOf(parts.slice(0, 1)).whyIncomplete ?? '', /conditional jump/);
  });

  it("tells a trait object's method from a jump table", () => {
    assert.deepEqual(at('ff 66 18').points, [{ kind: 'tailCall', virtualAddress: 0x1000, target: null }]); // jmp [rsi+0x18]
    // lea rcx,[rip]; movsxd rax,[rcx+4*rdi]; add rax,rcx; jmp rax; ret
    assert.deepEqual(at('48 8d 0d 10 00 00 00 48 63 04 b9 48 01 c8 ff e0 c3'), {
      points: [{ kind: 'return', virtualAddress: 0x1010, target: null }],
      whyIncomplete: null,
    });
    assert.match(at('ff e0').whyIncomplete ?? '', /computed address/);
  });

  it('says that it cannot tell where there is data, a far jump or a jump to the beginning', () => {
    assert.match(at('06 c3').whyIncomplete ?? '', /not understood/);
    assert.match(at('cb').whyIncomplete ?? '', /far jump/);
    assert.match(at('ff cf 75 fc c3').whyIncomplete ?? '', /own beginning/);
    assert.match(at('50 c3').whyIncomplete ?? '', /of its own making/);
  });

  it('has no exits where a function never returns', () => {
    assert.deepEqual(at('50 e8 00 00 00 00 0f 0b'), { points: [], whyIncomplete: null });
  });

  it('refuses a jump at which the kernel sets no probe', () => {
    assert.match(at('3e ff 66 18').whyIncomplete ?? '', /kernel/);
  });
});

describe('bodyPlace', () => {
  const needed = [{ offset: 0x10, bytes: 8 }];
  const place = (hex: string, table = new Uint8Array(0)) =>
    bodyPlace(
      code(hex),
      'rsp',
      () => needed,
      () => table,
    );
  const stores = '48 83 ec 28 48 89 7c 24 10'; // sub rsp,0x28; mov [rsp+0x10],rdi

  it('is the instruction behind the last store', () => {
    assert.deepEqual(place(`${stores} 90 c3`), {
      offset: 9,
      stackPointerSlot: -0x28,
      framePointerSlot: null,
    });
  });

  it('is nowhere when a jump leads there, a store is missing or the kernel sets no probe', () => {
    assert.equal(place(`${stores} 90 eb fd`), null);
    assert.equal(place('48 83 ec 28 89 7c 24 10 90 c3'), null);
    assert.equal(place(`${stores} f0 ff 07 c3`), null);
  });

  it('is nowhere when a jump table may lead there', () => {
    // nop; lea rcx,[rip+0x100]; jmp rax
    const jump = `${stores} 90 48 8d 0d 00 01 00 00 ff e0 c3`;
    const entry = (target: number) => new Uint8Array(Int32Array.of(target - 0x111).buffer);
    assert.equal(place(jump, entry(9)), null);
    assert.equal(place(jump, entry(0x13))?.offset, 9);
    assert.equal(place(`${stores} 90 ff e0`), null, 'no table is known');
  });

  it('passes the loop that touches the pages of a large frame', () => {
    // lea r11,[rsp-0x3000]; sub rsp,0x1000; mov qword [rsp],0; cmp rsp,r11; jne; mov [rsp+0x10],rdi; nop; ret
    const loop =
      '4c 8d 9c 24 00 d0 ff ff 48 81 ec 00 10 00 00 48 c7 04 24 00 00 00 00 4c 39 dc 75 ec 48 89 7c 24 10 90 c3';
    assert.equal(place(loop)?.stackPointerSlot, -0x3000);
  });

  it('is the entry when nothing is needed', () => {
    assert.equal(
      bodyPlace(
        code('c3'),
        'rsp',
        () => [],
        () => new Uint8Array(0),
      )?.offset,
      0,
    );
  });
});

describe('caughtSymbols', () => {
  it('knows them in both manglings and in older versions', () => {
    const names = [
      '_RNvNvNtCsjrHSEGnQ3l9_3std9panicking12catch_unwind7cleanup',
      '_ZN3std9panicking3try7cleanup17h0123456789abcdefE',
      '_ZN3std9panicking12catch_unwind8do_catch17h26b3674adb0da125E',
      '_RNvNtCsjrHSEGnQ3l9_3std2rt7cleanup',
      '_ZN3std9panicking3try7do_call17h0123456789abcdefE',
    ];
    assert.deepEqual(
      caughtSymbols(names.map(name => ({ name }))).map(({ name }) => name),
      names.slice(0, 3),
    );
  });
});
