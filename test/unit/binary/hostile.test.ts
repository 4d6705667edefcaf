import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { AddressNamer } from '../../../src/binary/addressNamer.ts';
import { ArraySource } from '../../../src/binary/byteSource.ts';
import { ElfFile } from '../../../src/binary/elf.ts';
import { FunctionIndex } from '../../../src/binary/functionIndex.ts';
import { HumanError } from '../../../src/model/humanError.ts';
import { describedAt, describedIn, readLazyParts } from './describedFunctions.ts';
import { fixture, run, type FixtureName } from './fixtures.ts';
import { PrintedInfo, rootOf, type PrintedDie } from './readelfInfo.ts';

/** Reads all that a binary has to offer. */
async function readEverything(bytes: Uint8Array): Promise<void> {
  const elf = new ElfFile(new ArraySource(bytes, 'hostile'));
  attempt(() => elf.symbols());
  attempt(() => new AddressNamer(elf).vtableAt(0x1000n));
  const functions = await attemptAsync(() => describedIn(elf));
  await attemptAsync(() => new FunctionIndex(elf).all());
  const addresses = (functions ?? []).slice(0, 5).map(({ virtualAddress }) => virtualAddress);
  await attemptAsync(() => describedAt(elf, addresses));
  for (const found of functions ?? []) {
    attempt(() => elf.readCode(found.virtualAddress, Math.min(found.size, 64)));
    readLazyParts(found, attempt);
  }
}

/** Swallows the errors that damaged data may cause and no others. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof HumanError) return null;
    throw error;
  }
}

async function attemptAsync<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof HumanError) return null;
    throw error;
  }
}

/** Parts of the file worth damaging: headers, tables and debug information, each as likely as the others. */
function interestingParts(file: string, length: number): fc.Arbitrary<number> {
  const sections = run('readelf', '-SW', file)
    .split('\n')
    .map(line => /\] \.(?:debug|symtab|strtab|shstrtab|note|dynamic)\S* +\w+ +\w+ (\w+) (\w+)/.exec(line))
    .filter(match => match !== null)
    .map(([, offset, size]) => [parseInt(offset!, 16), parseInt(size!, 16)] as const)
    .filter(([, size]) => size > 0)
    .map(([offset, size]) => fc.integer({ min: offset, max: offset + size - 1 }));
  const sectionTable = fc.integer({ min: length - 64 * 40, max: length - 1 });
  return fc.oneof(fc.integer({ min: 0, max: 1023 }), sectionTable, ...sections);
}

describe('reading a hostile binary', function () {
  this.timeout(60_000);

  const SMALL: readonly FixtureName[] = ['optimised', 'optimised5', 'c4', 'c5', 'c64bitDwarf'];
  for (const name of SMALL) {
    it(`ends with a HumanError or a value, whatever bytes are changed: ${name}`, async () => {
      const original = readFileSync(fixture(name));
      const byte = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 }));
      const change = fc.tuple(interestingParts(fixture(name), original.length), byte);
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async changes => {
          const damaged = Uint8Array.from(original);
          for (const [offset, value] of changes) damaged[offset] = value;
          await attemptAsync(() => readEverything(damaged));
        }),
        { numRuns: 150 },
      );
    });

    it(`ends with a HumanError or a value, wherever it is cut: ${name}`, async () => {
      const original = readFileSync(fixture(name));
      for (let length = 0; length < original.length; length += 499) {
        await attemptAsync(() => readEverything(original.subarray(0, length)));
      }
    });
  }
});

describe('reading debug information that refers to itself', () => {
  /** The binary, with an attribute (a four-byte reference) of the chosen entries pointing at the entries themselves. */
  function pointingAtItself(name: FixtureName, attribute: string, isChosen: (die: PrintedDie) => boolean): Uint8Array {
    const info = /\.debug_info +PROGBITS +\w+ (\w+)/.exec(run('readelf', '-SW', fixture(name)))![1]!;
    const bytes = readFileSync(fixture(name));
    let count = 0;
    for (const die of new PrintedInfo(fixture(name)).dies) {
      const place = die.places.get(attribute);
      if (place === undefined || !isChosen(die)) continue;
      // A unit of the 32-bit format: its header has 11 bytes in DWARF 4 and 12 in DWARF 5.
      const unit = rootOf(die).offset - (name.endsWith('5') ? 12 : 11);
      bytes.writeUInt32LE(die.offset - unit, parseInt(info, 16) + place);
      count++;
    }
    assert.ok(count > 0, `no such entry in ${name}`);
    return bytes;
  }

  const functionsOf = (bytes: Uint8Array) => describedIn(new ElfFile(new ArraySource(bytes, 'hostile')));

  it('refuses a function that completes itself', async () => {
    const isFunction = ({ tag }: PrintedDie) => tag === 'subprogram';
    await assert.rejects(functionsOf(pointingAtItself('c5', 'abstract_origin', isFunction)), /completes itself/);
    await assert.rejects(functionsOf(pointingAtItself('dwarf4', 'specification', isFunction)), /completes itself/);
  });

  it('gives a type that names itself no layout', async () => {
    const functions = await functionsOf(pointingAtItself('c4', 'type', ({ tag }) => tag === 'typedef'));
    const types = functions.flatMap(({ parameters }) => parameters.map(({ type }) => type.kind));
    assert.ok(types.includes('other'), types.join());
  });

  it('ends the name of an array of itself', async () => {
    const functions = await functionsOf(pointingAtItself('dwarf4', 'type', ({ tag }) => tag === 'array_type'));
    const names = functions.flatMap(({ parameters }) =>
      parameters.flatMap(({ type }) => (type.kind === 'array' ? [type.name] : [])),
    );
    assert.ok(names.length > 0);
    for (const arrayName of names) assert.ok(arrayName.length < 1000, arrayName);
  });
});
