/**
 * Thousands of damaged binaries, each read as far as it goes. `RUST_TRACE_FUZZ_SEED=N` repeats a run,
 * `RUST_TRACE_FUZZ_SECONDS=N` makes it longer.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { AddressNamer } from '../../src/binary/addressNamer.ts';
import { ArraySource } from '../../src/binary/byteSource.ts';
import { Dwarf } from '../../src/binary/dwarf.ts';
import type { DwarfFunction } from '../../src/binary/dwarfFunction.ts';
import { ElfFile } from '../../src/binary/elf.ts';
import { FunctionIndex } from '../../src/binary/functionIndex.ts';
import { HumanError } from '../../src/model/humanError.ts';
import { planAndShow } from '../support/planAndShow.ts';
import { type Random, randomFrom } from '../support/random.ts';
import { readLazyParts } from '../unit/binary/describedFunctions.ts';
import { fixture, run, type FixtureName } from '../unit/binary/fixtures.ts';

const BINARIES: readonly FixtureName[] = [
  'inlined4',
  'inlined5',
  'inlinedFat',
  'optimised5',
  'c5',
  'c64bitDwarf',
  'forms',
];
const SECONDS = Number(process.env.RUST_TRACE_FUZZ_SECONDS ?? 100);
/** A whole binary takes some 20 ms; the machine may be busy. */
const LONGEST_MS = 5000;
/** Of the process while it reads one of them. */
const LARGEST_GROWTH_BYTES = 256 * 2 ** 20;

interface Piece {
  readonly offset: number;
  readonly size: number;
}

function debugSections(file: string): Piece[] {
  return [...run('readelf', '-SW', file).matchAll(/\] \.debug_\w+ +PROGBITS +\w+ (\w+) (\w+)/g)]
    .map(match => ({ offset: parseInt(match[1]!, 16), size: parseInt(match[2]!, 16) }))
    .filter(({ size }) => size > 0);
}

const MUTATIONS: readonly ((bytes: Buffer, sections: readonly Piece[], random: Random) => Buffer)[] = [
  function flipBits(bytes, sections, random) {
    for (let left = 1 + random(8); left > 0; left--) {
      const { offset, size } = sections[random(sections.length)]!;
      bytes[offset + random(size)]! ^= 1 << random(8);
    }
    return bytes;
  },
  function writeExtremes(bytes, sections, random) {
    for (let left = 1 + random(4); left > 0; left--) {
      const { offset, size } = sections[random(sections.length)]!;
      const at = offset + random(size);
      bytes.fill([0, 0xff, 0x7f, 0x80][random(4)]!, at, Math.min(at + 1 + random(8), offset + size));
    }
    return bytes;
  },
  function copyWithin(bytes, sections, random) {
    const { offset, size } = sections[random(sections.length)]!;
    const length = 1 + random(Math.min(size, 64));
    const [from, to] = [offset + random(size - length + 1), offset + random(size - length + 1)];
    bytes.copyWithin(to, from, from + length);
    return bytes;
  },
  function swapSections(bytes, sections, random) {
    const [one, other] = [sections[random(sections.length)]!, sections[random(sections.length)]!];
    const length = Math.min(one.size, other.size);
    const kept = Buffer.from(bytes.subarray(one.offset, one.offset + length));
    bytes.copyWithin(one.offset, other.offset, other.offset + length);
    bytes.set(kept, other.offset);
    return bytes;
  },
  function cut(bytes, _sections, random) {
    return bytes.subarray(0, random(bytes.length));
  },
];

/** The values that it came to; null for a HumanError, the one way to fail that is allowed. */
async function readAll(bytes: Buffer, random: Random): Promise<number | null> {
  try {
    const elf = new ElfFile(new ArraySource(bytes, 'fuzzed'));
    const dwarf = new Dwarf(elf);
    new AddressNamer(elf).vtableAt(0x1000n);
    const functions: DwarfFunction[] = [];
    for (const record of await new FunctionIndex(elf).all()) {
      const found = dwarf.describe(record);
      if (found === null) continue;
      readLazyParts(found, read => {
        read();
      });
      if (record.home.kind === 'code') functions.push(found);
    }
    return planAndShow(elf, functions, random);
  } catch (error) {
    if (error instanceof HumanError) return null;
    throw error;
  }
}

describe('reading thousands of damaged binaries', function () {
  this.timeout((SECONDS + 60) * 1000);

  it('ends soon, in little memory, with an answer or a HumanError', async () => {
    const seed = Number(process.env.RUST_TRACE_FUZZ_SEED ?? Date.now() % 2 ** 31);
    console.log(`RUST_TRACE_FUZZ_SEED=${seed}`);
    const random = randomFrom(seed);
    const originals = BINARIES.map(name => {
      const bytes = readFileSync(fixture(name));
      return { name, bytes, sections: debugSections(fixture(name)) };
    });
    for (const { bytes, name } of originals) assert.notEqual(await readAll(bytes, random), null, name);
    let mutants = 0;
    let answered = 0;
    let values = 0;
    for (const endMs = performance.now() + SECONDS * 1000; performance.now() < endMs; mutants++) {
      const { name, bytes, sections } = originals[random(originals.length)]!;
      const mutate = MUTATIONS[random(MUTATIONS.length)]!;
      const label = `mutant ${mutants} of seed ${seed}: ${mutate.name} in ${name}`;
      const startMs = performance.now();
      const residentBytes = process.memoryUsage().rss;
      try {
        const found = await readAll(mutate(Buffer.from(bytes), sections, random), random);
        if (found !== null) answered++;
        values += found ?? 0;
      } catch (cause) {
        throw new Error(label, { cause });
      }
      assert.ok(performance.now() - startMs < LONGEST_MS, `${label} took too long`);
      assert.ok(process.memoryUsage().rss - residentBytes < LARGEST_GROWTH_BYTES, `${label} took too much memory`);
    }
    console.log(`${mutants} mutants, ${answered} of them answered, ${values} values`);
    assert.ok(mutants > 500 && answered > mutants / 20 && answered < mutants && values > mutants);
  });
});
