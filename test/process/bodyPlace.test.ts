import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FrameBase } from '../../src/binary/dwarfFunction.ts';
import { openElf } from '../../src/binary/elf.ts';
import { bodyPlace, type NeededSlot } from '../../src/probe/bodyPlace.ts';
import { bytesOfValue } from '../../src/probe/valueBytes.ts';
import { buildMachineCode, RED_ZONE, runInGdb } from '../support/machineCode.ts';
import { printedType } from '../support/oracle/printedType.ts';
import { PrintedInfo, type PrintedDie } from '../unit/binary/readelfInfo.ts';

const f32 = (value: number): string => Buffer.from(Float32Array.of(value).buffer).toString('hex');
const f64 = (value: number): string => Buffer.from(Float64Array.of(value).buffer).toString('hex');
const le = (bytes: number, value: number): string => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, Math.min(bytes, 6));
  return buffer.toString('hex');
};

/** What the program's `main` passes: the beginning of each argument's bytes, null where an address is a part of it. */
const PASSED: Readonly<Record<string, readonly (string | null)[]>> = {
  t_u128: [le(16, 1)],
  t_f32: [f32(1)],
  t_f64: [f64(1)],
  t_char: [le(4, 97)],
  t_bool: ['01'],
  t_float_pair: [f64(1) + f64(2)],
  t_mixed_pair: [le(8, 1) + f64(2)],
  t_floats: [f32(1) + f32(2)],
  t_bytes3: ['010101'],
  t_bytes8: ['0101010101010101'],
  t_seven: [1, 2, 3, 4, 5, 6, 7].map(value => le(8, value)),
  t_nine: [le(1, 1), le(2, 2), le(4, 3), le(8, 4), null, le(1, 6), '01', le(4, 8), le(8, 9)],
  t_ten_floats: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(value => (value === 5 || value === 10 ? f32(value) : f64(value))),
  t_interleaved: [f32(1), le(1, 2), f64(3), null, null, '06', le(8, 1) + le(8, 8)],
  branches: [le(8, 1), le(4, 2)],
  loops: [le(8, 3)],
  matches: [le(1, 1), le(8, 2)],
};

interface Parameter {
  readonly die: PrintedDie;
  /** Null where its place changes from instruction to instruction. */
  readonly offset: number | null;
}

interface Sample {
  readonly name: string;
  readonly start: number;
  readonly parameters: readonly Parameter[];
  readonly place: ReturnType<typeof bodyPlace>;
}

describe('the place behind the prologue', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rt-body-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is an instruction of the function, and not what follows it', () => {
    // push r15; push r14; push rbx
    const code = Uint8Array.of(0x41, 0x57, 0x41, 0x56, 0x53);
    const ofCaller: NeededSlot[] = [{ offset: 8, bytes: 8 }];
    const placeIn = (part: Uint8Array) =>
      bodyPlace(
        part,
        'cfa',
        () => ofCaller,
        () => new Uint8Array(0),
      );
    assert.equal(placeIn(Uint8Array.of(...code, 0xc3))?.offset, 5);
    assert.equal(placeIn(code), null);
  });

  for (const flags of [[], ['-Cforce-frame-pointers=yes']]) {
    it(`has every argument in its slot ${flags.join(' ')}`, function () {
      this.timeout(180_000);
      const program = path.join(folder, `arguments${String(flags.length)}`);
      buildMachineCode('arguments', program, ...flags);
      const samples = samplesOf(program);
      const without = samples.filter(({ place }) => place === null).map(({ name }) => name);
      // Both begin with a loop: the instruction behind the stores is where it jumps to.
      assert.deepEqual(without.sort(), ['forever', 'machine']);
      assert.ok(samples.length >= 70, String(samples.length));

      const seen = new Set<string>();
      const byAddress = new Map(samples.map(sample => [sample.start + (sample.place?.offset ?? 0), sample]));
      const probed = [...byAddress].filter(([, { name }]) => name in PASSED).map(([address]) => address);
      for (const stop of runInGdb(program, probed)) {
        if (typeof stop === 'string') continue;
        const { name, parameters, place } = byAddress.get(stop.address)!;
        assert.ok(!seen.has(name), `${name} passes its place twice`);
        seen.add(name);
        PASSED[name]!.forEach((expected, index) => {
          const { offset, die } = parameters[index]!;
          if (expected === null || offset === null) return;
          const atRsp = stop
            .aroundRsp!.subarray(RED_ZONE + offset, RED_ZONE + offset + expected.length / 2)
            .toString('hex');
          assert.equal(atRsp, expected, `${name}: ${die.attributes.get('name') ?? '_'} at ${String(place?.offset)}`);
        });
      }
      assert.deepEqual([...seen].sort(), Object.keys(PASSED).sort());
    });
  }
});

function samplesOf(program: string): Sample[] {
  const info = new PrintedInfo(program);
  const elf = openElf(program);
  const samples = [...info.dies].flatMap(die => {
    const start = Number(die.attributes.get('low_pc') ?? 0);
    const isOwn = die.parent?.attributes.get('name') === 'arguments';
    if (die.tag !== 'subprogram' || start === 0 || !isOwn) return [];
    const parameters = die.children.filter(({ tag }) => tag === 'formal_parameter').map(child => parameterOf(child));
    const { frameBase, plus } = frameBaseOf(die.attributes.get('frame_base') ?? '');
    const needed = parameters.flatMap(({ die: parameter, offset }): NeededSlot[] => {
      if (offset === null) return [];
      const held = bytesOfValue(printedType(info, parameter)!);
      return held.map(({ start, end }) => ({ offset: plus + offset + start, bytes: end - start }));
    });
    const code = elf.readCode(BigInt(start), Number(die.attributes.get('high_pc')));
    const place = bodyPlace(
      code,
      frameBase,
      () => needed,
      () => new Uint8Array(0),
    );
    return [
      {
        name: die.attributes.get('name') ?? '_',
        start,
        parameters: parameters.map(seenFromStackPointer(place, frameBase, plus)),
        place,
      },
    ];
  });
  elf.dispose();
  return samples;
}

/** Offsets as they count from where rsp points at the place. */
function seenFromStackPointer(place: Sample['place'], frameBase: FrameBase, plus: number) {
  return ({ die, offset }: Parameter): Parameter => {
    if (place === null || offset === null) return { die, offset };
    const base =
      frameBase === 'cfa' ? 8 : frameBase === 'rbp' ? (place.framePointerSlot ?? Number.NaN) : place.stackPointerSlot;
    return { die, offset: base + plus + offset - place.stackPointerSlot };
  };
}

function parameterOf(die: PrintedDie): Parameter {
  const offset = /\(DW_OP_fbreg: (-?\d+)\)/.exec(die.attributes.get('location') ?? '')?.[1];
  return { die, offset: offset === undefined ? null : Number(offset) };
}

/** As LLVM writes it: a register, or in a large frame a distance from the CFA. */
function frameBaseOf(text: string): { readonly frameBase: FrameBase; readonly plus: number } {
  const plus = /DW_OP_call_frame_cfa; DW_OP_consts: (-?\d+); DW_OP_plus/.exec(text)?.[1];
  if (plus !== undefined) return { frameBase: 'cfa', plus: Number(plus) };
  if (text.includes('DW_OP_reg7')) return { frameBase: 'rsp', plus: 0 };
  return { frameBase: text.includes('DW_OP_reg6') ? 'rbp' : 'other', plus: 0 };
}
