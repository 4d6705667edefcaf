/**
 * Bytes and words made at random, through the readers that take them: location lists, machine code, conditions.
 * `RUST_TRACE_FUZZ_SEED=N` repeats a run, `RUST_TRACE_FUZZ_CASES=N` makes it longer.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ArraySource } from '../../src/binary/byteSource.ts';
import { placeOf } from '../../src/binary/dwarf/expression.ts';
import { locationsIn } from '../../src/binary/dwarf/locationLists.ts';
import type { Unit } from '../../src/binary/dwarf/unit.ts';
import { ElfFile } from '../../src/binary/elf.ts';
import { MalformedError } from '../../src/binary/malformedError.ts';
import { compileCondition } from '../../src/condition/compile.ts';
import { ConditionError, underline } from '../../src/condition/conditionError.ts';
import { bodyPlace } from '../../src/probe/bodyPlace.ts';
import { exitsOf } from '../../src/probe/exits.ts';
import { framesAt } from '../../src/probe/frameAccess.ts';
import { decode } from '../../src/probe/x86/decode.ts';
import { effectOf } from '../../src/probe/x86/effect.ts';
import { listInstructions } from '../../src/probe/x86/listing.ts';
import { arguments_, randomArguments, randomCondition } from '../support/conditionWords.ts';
import { evaluatePredicate } from '../support/evaluatePredicate.ts';
import { type Random, randomFrom } from '../support/random.ts';
import { RustImage } from '../support/rustImage.ts';
import { fixture } from '../unit/binary/fixtures.ts';

const CASES = Number(process.env.RUST_TRACE_FUZZ_CASES ?? 300_000);
/** A case takes less than a millisecond; the machine may be busy. */
const LONGEST_MS = 5000;

/** Runs `each` for all cases, soon each. What it throws is told with the case's number. */
function forAllCases(cases: number, each: (random: Random) => void): void {
  const seed = Number(process.env.RUST_TRACE_FUZZ_SEED ?? Date.now() % 2 ** 31);
  console.log(`RUST_TRACE_FUZZ_SEED=${seed}`);
  const random = randomFrom(seed);
  for (let number = 0; number < cases; number++) {
    const startMs = performance.now();
    try {
      each(random);
    } catch (cause) {
      throw new Error(`case ${number} of seed ${seed}`, { cause });
    }
    assert.ok(performance.now() - startMs < LONGEST_MS, `case ${number} of seed ${seed} took too long`);
  }
}

/** Small numbers are likely: they are kinds, lengths and opcodes. */
function randomBytes(length: number, random: Random): Uint8Array {
  return Uint8Array.from({ length }, () => (random(2) === 0 ? random(10) : random(256)));
}

/** A list of DWARF 5: entries with an expression each, of operations that location expressions have, then anything. */
function likelyList(random: Random): Uint8Array {
  const entries = Array.from({ length: 1 + random(3) }, () => {
    const expression = Array.from({ length: 1 + random(4) }, () =>
      OPERATIONS[random(OPERATIONS.length)]!(random),
    ).flat();
    return [0x04, random(128), random(128), expression.length, ...expression];
  });
  return Uint8Array.from([...entries.flat(), ...randomBytes(random(4), random)]);
}

/** DWARF 5, section 7.7.1. */
const OPERATIONS: readonly ((random: Random) => number[])[] = [
  random => [0x50 + random(33)],
  random => [0x70 + random(32), random(128)],
  random => [0x91, random(128)],
  random => [0x93, random(24)],
  random => [0x30 + random(32)],
  random => [0x23, random(128)],
  random => [0x0c, random(256), 255, 255, random(256)],
  random => [[0x06, 0x9f, 0x1a, 0x1c, 0x22, 0x9c, 0xe0, 0x96, 0x12, 0x14, 0x16][random(11)]!],
  random => [0x9e, 2, random(256), random(256)],
  random => [0xa3, 1, 0x50 + random(16)],
];

function unitOf(version: number, isSplit: boolean, lists: Uint8Array): Unit {
  const source = new ArraySource(lists, 'fuzzed');
  return {
    header: { version },
    skeleton: isSplit ? {} : null,
    baseAddress: 0x1000n,
    sections: { loclists: source, loc: source },
    indexedAddress: (index: number) => BigInt(index),
  } as unknown as Unit;
}

/** Tokens of a condition, one of them or some of them changed for others. */
function damagedWords(words: string, others: string, random: Random): string {
  const tokens = words.match(/\w+|\s+|[^\w\s]/gu) ?? [];
  const foreign = [...(others.match(/\w+|[^\w\s]/gu) ?? []), ...ODD_WORDS];
  for (let left = random(4); left > 0; left--) {
    const at = random(tokens.length + 1);
    tokens.splice(at, random(3), ...Array.from({ length: random(3) }, () => foreign[random(foreign.length)]!));
  }
  const text = tokens.join('');
  return random(8) === 0 ? text.slice(0, random(text.length + 1)) : text;
}

const ODD_WORDS = [
  '0x',
  '1e999',
  '1_000',
  '..=',
  '"\\u{110000}"',
  "'",
  '"',
  'r#"',
  'b"',
  '\0',
  '🦀',
  '\ud800',
  '::<',
  '-',
  '\n',
];

describe('readers of anything', function () {
  this.timeout(600_000);

  it('end location lists with places of the value’s size or a MalformedError', () => {
    let places = 0;
    forAllCases(CASES, random => {
      const valueBytes = [1, 4, 8, 16, 24][random(5)]!;
      const isLikely = random(2) === 0;
      const lists = isLikely ? likelyList(random) : randomBytes(random(120), random);
      const unit = unitOf(isLikely ? 5 : 4 + random(2), random(2) === 0, lists);
      const frameAddress = random(2) === 0 ? null : { kind: 'register' as const, number: 7, plus: 8 };
      const scope = { frameBasePlus: 0, frameAddress, valueBytes, isAtEntry: random(2) === 0, label: 'fuzzed' };
      try {
        for (const { expression } of locationsIn(unit, 0)) {
          const place = placeOf(expression, scope);
          assert.ok(place.length > 0);
          const bytes = place.reduce((sum, piece) => sum + (piece.bytes ?? valueBytes), 0);
          assert.ok(Number.isSafeInteger(bytes) && place.every(piece => (piece.bytes ?? 1) >= 0));
          if (place.every(({ kind }) => kind !== 'absent')) places++;
        }
      } catch (error) {
        if (!(error instanceof MalformedError)) throw error;
      }
    });
    console.log(`${places} places`);
    assert.ok(places > CASES / 100);
  });

  it('take machine code as instructions that follow one another, or as none', () => {
    const elf = new ElfFile(new ArraySource(readFileSync(fixture('inlinedFat')), 'fuzzed'));
    const functions = elf.symbols().flatMap(({ virtualAddress, size }) => {
      const code = elf.readCodeUpTo(virtualAddress, Math.min(size, 400));
      return code.length > 0 ? [code] : [];
    });
    let listings = 0;
    let bodies = 0;
    forAllCases(CASES / 20, random => {
      const code = Uint8Array.from(functions[random(functions.length)]!);
      for (let left = random(6); left > 0; left--) code[random(code.length)] = random(256);
      const cut = code.subarray(0, random(4) === 0 ? random(code.length) : code.length);
      const listed = listInstructions(cut);
      if (listed !== null) listings++;
      const ends = (listed ?? []).map(({ offset, instruction }) => offset + instruction.length);
      assert.deepEqual(
        ends.slice(0, -1),
        (listed ?? []).slice(1).map(({ offset }) => offset),
      );
      for (let offset = 0; offset < cut.length; offset++) {
        const instruction = decode(cut, offset);
        if (instruction === null) continue;
        assert.ok(instruction.length > 0 && instruction.length <= Math.min(15, cut.length - offset));
        effectOf(instruction);
      }
      const at = { virtualAddress: 0x1000, code: cut };
      for (const { virtualAddress } of exitsOf([at]).points) {
        assert.ok(listed?.some(({ offset }) => offset === virtualAddress - 0x1000));
      }
      const frameBase = (['rsp', 'rbp', 'cfa', 'other'] as const)[random(4)]!;
      framesAt(frameBase, at, 0x1000 + random(cut.length + 1));
      const needed = [{ offset: 8 * (random(16) - 12), bytes: 8 }];
      const place = bodyPlace(
        cut,
        frameBase,
        () => needed,
        () => code,
      );
      if (place === null || place.offset === 0) return;
      assert.ok(listed?.some(({ offset }) => offset === place.offset));
      bodies++;
    });
    console.log(`${listings} listings, ${bodies} places behind stores`);
    assert.ok(listings > CASES / 100 && bodies > CASES / 2000);
  });

  it('make a predicate of words or an error of ours that points at them', () => {
    let compiled = 0;
    const setup = randomFrom(5);
    const values = randomArguments(setup);
    const image = new RustImage();
    for (const { name, type, hasPointers } of arguments_) {
      image.addArgument(name, type, values[name], hasPointers === true || setup(2) === 0 ? 'memory' : 'registers');
    }
    forAllCases(CASES / 2, random => {
      const text = damagedWords(randomCondition(values, random), randomCondition(values, random), random);
      try {
        evaluatePredicate(compileCondition(text, image.captures, image.reads), image.machine);
        compiled++;
      } catch (error) {
        if (!(error instanceof ConditionError)) throw new Error(text, { cause: error });
        assert.ok(error.from >= 0 && error.from <= error.to && error.to <= text.length, text);
        assert.ok(underline(text, error).includes('^'));
      }
    });
    console.log(`${compiled} conditions compiled`);
    assert.ok(compiled > CASES / 100);
  });
});
