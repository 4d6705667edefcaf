import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openElf } from '../../src/binary/elf.ts';
import { exitsOf } from '../../src/probe/exits.ts';
import type { Part } from '../../src/probe/part.ts';
import { resultPlace } from '../../src/probe/resultPlace.ts';
import { bytesOfValue } from '../../src/probe/valueBytes.ts';
import { buildMachineCode, runInGdb, type Stop } from '../support/machineCode.ts';
import { printedType } from '../support/oracle/printedType.ts';
import { PrintedInfo, type PrintedDie } from '../unit/binary/readelfInfo.ts';

/** Floats, and values in which a struct could be `repr(C)`. */
const NOT_READ: ReadonlySet<string> = new Set([
  ...['r_f32', 'r_f64', 'r_float_pair', 'r_mixed_pair', 'r_float_first', 'r_floats', 'r_mixed'],
  ...['r_option_f32', 'r_option_f64', 'r_result_unit_f32'],
  ...['r_with_id', 'r_with_c_id', 'r_option_id', 'r_union'],
]);

describe('the place of a returned value', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rt-results-'));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [profile, ...flags] of [['dev'], ['release', '-Copt-level=3'], ['small', '-Copt-level=s']] as const) {
    it(`holds what the program prints, built for ${profile}`, function () {
      this.timeout(180_000);
      const program = path.join(folder, profile);
      buildMachineCode('results', program, ...flags);
      const info = new PrintedInfo(program);
      const returns = returnsOf(program, info);
      const wrong: string[] = [];
      const absent: string[] = [];
      /** Functions whose code another one has as well, and alone has debug information. */
      const merged: string[] = [];
      let right = 0;
      for (const { name, hex, stops } of callsOf(program, [...new Set(returns.map(({ address }) => address))])) {
        const [stop, another] = stops;
        const returned = returns.find(({ die }) => nameOf(die) === name);
        if (returned === undefined) {
          merged.push(name);
          continue;
        }
        if (stop === undefined || another !== undefined) {
          wrong.push(`${name} was seen to return ${String(stops.length)} times`);
          continue;
        }
        const { die } = returned;
        const type = printedType(info, die);
        const place = resultPlace(type, {
          isOptimised: false,
          hasNonstandardCallingConvention: false,
          isInternal: false,
          isExtern: false,
          producer: 'clang LLVM (rustc version 1.95.0 (59807616e 2026-04-14))',
        });
        if ('reason' in place || place.some(part => part.kind === 'absent')) {
          absent.push(name);
          continue;
        }
        const bytes = bytesOf(place, stop);
        const expected = Buffer.from(hex, 'hex');
        const held = type === null ? [] : bytesOfValue(type);
        const isRight =
          bytes.length === expected.length &&
          held.every(range => sliceOf(bytes, range).equals(sliceOf(expected, range)));
        if (isRight) right++;
        else wrong.push(`${name}: ${bytes.toString('hex')} is not ${hex}`);
      }
      assert.deepEqual(wrong, []);
      assert.deepEqual(
        absent.filter(name => !NOT_READ.has(name)),
        [],
      );
      assert.ok(right >= 76 && right + absent.length + merged.length >= 97, JSON.stringify({ right, absent, merged }));
    });
  }
});

/** The returns of the program's own functions; several functions may share one, where their code was merged. */
function returnsOf(program: string, info: PrintedInfo): { readonly address: number; readonly die: PrintedDie }[] {
  const elf = openElf(program);
  const returns = [...info.dies].flatMap(die => {
    const start = Number(die.attributes.get('low_pc') ?? 0);
    if (die.tag !== 'subprogram' || start === 0 || !nameOf(die).startsWith('r_')) return [];
    const size = Number(die.attributes.get('high_pc'));
    const { points, whyIncomplete } = exitsOf([{ virtualAddress: start, code: elf.readCode(BigInt(start), size) }]);
    assert.equal(whyIncomplete, null, nameOf(die));
    return points
      .filter(({ kind }) => kind === 'return')
      .map(({ virtualAddress }) => ({ address: virtualAddress, die }));
  });
  elf.dispose();
  return returns;
}

function nameOf(die: PrintedDie): string {
  return die.attributes.get('name') ?? '';
}

interface SeenCall {
  readonly name: string;
  /** The value as the program printed it. */
  readonly hex: string;
  /** What gdb saw before that. */
  readonly stops: readonly Stop[];
}

function callsOf(program: string, addresses: readonly number[]): SeenCall[] {
  const calls: SeenCall[] = [];
  let stops: Stop[] = [];
  for (const seen of runInGdb(program, addresses)) {
    if (typeof seen !== 'string') stops.push(seen);
    else if (seen.startsWith('value ')) {
      const [, name = '', hex = ''] = seen.split(' ');
      calls.push({ name, hex, stops });
      stops = [];
    }
  }
  return calls;
}

function bytesOf(place: readonly Part[], stop: Stop): Buffer {
  return Buffer.concat(
    place.map(part => {
      if (part.kind === 'constant') return Buffer.from(part.value);
      if (part.kind === 'memory') return stop.atRax!.subarray(0, part.bytes);
      assert.ok(part.kind === 'word' && part.word.kind === 'register');
      const word = Buffer.alloc(8);
      word.writeBigUInt64LE(part.word.register === 'rax' ? stop.rax : stop.rdx);
      return word.subarray(0, part.bytes);
    }),
  );
}

function sliceOf(bytes: Buffer, { start, end }: { start: number; end: number }): Buffer {
  return bytes.subarray(start, end);
}
