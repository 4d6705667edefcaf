import assert from 'node:assert/strict';
import { Dwarf } from '../../../src/binary/dwarf.ts';
import type { DwarfFunction } from '../../../src/binary/dwarfFunction.ts';
import { openElf } from '../../../src/binary/elf.ts';
import { FunctionIndex } from '../../../src/binary/functionIndex.ts';
import { sizeOf } from '../../../src/binary/typeSize.ts';
import { fixture, type FixtureName } from './fixtures.ts';
import { PrintedLists, placeText, printedPlace, type PrintedLocation } from './printedPlaces.ts';
import { PrintedInfo, type PrintedDie } from './readelfInfo.ts';

/** Locations of a parameter as readelf prints them; `isFixed` where there is one for the whole function. */
function printedLocations(die: PrintedDie, lists: PrintedLists): { isFixed: boolean; locations: PrintedLocation[] } {
  const printed = die.attributes.get('location');
  const list = printed === undefined ? null : /(\w+) \(location list\)/.exec(printed);
  if (list !== null) return { isFixed: false, locations: lists.at(Number(list[1])) };
  const expression = printed === undefined ? null : /\((DW_OP.*)\)$/.exec(printed);
  if (expression === null) return { isFixed: false, locations: [] };
  return { isFixed: true, locations: [{ start: 0n, end: 2n ** 64n, text: expression[1]! }] };
}

/** `12` of `DW_OP_call_frame_cfa; DW_OP_consts: 12; DW_OP_plus`. */
function frameBasePlus(code: PrintedDie): number {
  return Number(/DW_OP_consts: (-?\d+); DW_OP_plus/.exec(code.attributes.get('frame_base') ?? '')?.[1] ?? 0);
}

function functionAround(die: PrintedDie): PrintedDie {
  return die.tag === 'subprogram' ? die : functionAround(die.parent!);
}

class Comparison {
  readonly #info: ReadonlyMap<number, PrintedDie>;
  readonly #lists: PrintedLists;
  places = 0;
  lists = 0;
  readonly different: string[] = [];

  constructor(file: string) {
    this.#info = new Map([...new PrintedInfo(file).dies].map(die => [die.offset, die]));
    this.#lists = new PrintedLists(file);
  }

  compare(ours: DwarfFunction, dieOffset: number): void {
    const code = this.#info.get(dieOffset)!;
    const outer = functionAround(code);
    const entry = BigInt(outer.attributes.get('low_pc') ?? -1);
    const own = code.children.filter(({ tag }) => tag === 'formal_parameter');
    // What only the origin has comes between; those of the code keep their order.
    const parameters = ours.parameters.filter(({ isFixed }) => isFixed);
    const fixed = own.filter(die => printedLocations(die, this.#lists).isFixed);
    assert.equal(parameters.length, fixed.length, ours.name);
    fixed.forEach((die, at) => {
      this.#compareOne(ours, parameters[at]!, die, entry, frameBasePlus(outer));
    });
    if (ours.parameters.length !== own.length) return;
    own.forEach((die, at) => {
      this.#compareOne(ours, ours.parameters[at]!, die, entry, frameBasePlus(outer));
    });
  }

  #compareOne(
    ours: DwarfFunction,
    parameter: DwarfFunction['parameters'][number],
    die: PrintedDie,
    entry: bigint,
    plus: number,
  ): void {
    const bytes = sizeOf(parameter.type);
    if (bytes === null || bytes === 0 || die.attributes.has('const_value')) return;
    const { isFixed, locations } = printedLocations(die, this.#lists);
    if (!isFixed && locations.length > 0) this.lists++;
    const edges = isFixed ? [] : locations.flatMap(({ start, end }) => [start, end - 1n, end]);
    for (const address of new Set([ours.virtualAddress, ...edges])) {
      const location = locations.find(({ start, end }) => start <= address && address < end);
      const expected =
        location === undefined ? '(absent)' : printedPlace(location.text, bytes, address === entry, plus);
      const found = placeText(parameter.placeAt(address));
      this.places++;
      const at = `${ours.name} ${parameter.name ?? '_'} at 0x${address.toString(16)}`;
      if (found !== expected) this.different.push(`${at}: ${found} instead of ${expected} (${location?.text ?? ''})`);
    }
  }
}

describe('places of parameters', function () {
  this.timeout(60_000);

  // readelf takes LLVM's lists of DWARF 5 to count from wrong addresses; those are compared with the others below.
  const cases: [FixtureName, what: string, places: number, lists: number][] = [
    ['dwarf4', 'unoptimised DWARF 4', 100, 1],
    ['dwarf5', 'unoptimised DWARF 5', 100, 0],
    ['optimised', 'optimised DWARF 4', 50, 10],
    ['inlined4', 'copies in DWARF 4', 50, 10],
    ['inlinedFat', 'all crates in one unit', 50, 10],
    ['c4', 'unoptimised C', 5, 0],
    ['c5', 'optimised C in DWARF 5', 5, 3],
    ['c64bitDwarf', 'the 64-bit DWARF format', 5, 3],
  ];
  for (const [name, what, places, lists] of cases) {
    it(`are those that readelf prints, at every address where they change: ${what}`, async () => {
      const elf = openElf(fixture(name));
      try {
        const dwarf = new Dwarf(elf);
        const comparison = new Comparison(fixture(name));
        for (const record of await new FunctionIndex(elf).all()) {
          const ours = dwarf.describe(record);
          if (ours !== null) comparison.compare(ours, record.die.dieOffset);
        }
        assert.deepEqual(comparison.different.slice(0, 10), [], `of ${String(comparison.places)} places`);
        const counts = `${String(comparison.places)} places, ${String(comparison.lists)} lists`;
        assert.ok(comparison.places >= places && comparison.lists >= lists, counts);
      } finally {
        elf.dispose();
      }
    });
  }

  const writings: [FixtureName, FixtureName, what: string][] = [
    ['optimised5', 'optimised', 'DWARF 5'],
    ['inlined5', 'inlined4', 'DWARF 5 and copies'],
    ['inlinedUnpacked', 'inlined4', 'DWARF 4 in files of its own'],
    ['inlinedPacked', 'inlined4', 'DWARF 5 in a package'],
  ];
  for (const [name, other, what] of writings) {
    it(`are the same however the compiler writes them: ${what}`, async () => {
      const [found, expected] = [await placesEverywhere(name), await placesEverywhere(other)];
      assert.ok(
        expected.length > 10 && expected.some(text => text.includes('R5')),
        `${String(expected.length)} places`,
      );
      assert.deepEqual(found, expected);
    });
  }
});

/** Of every parameter at every byte of each function declared in the sample, by what the function is called. */
async function placesEverywhere(name: FixtureName): Promise<string[]> {
  const elf = openElf(fixture(name));
  try {
    const dwarf = new Dwarf(elf);
    const texts: string[] = [];
    for (const record of await new FunctionIndex(elf).declaredIn(file => file.includes('/fixtures/binary/'))) {
      const found = dwarf.describe(record);
      for (const parameter of [...(found?.parameters ?? []), ...(found?.captured ?? [])]) {
        const at = `${record.home.kind} ${[...record.path, record.name].join('::')} ${parameter.name ?? '_'}`;
        const places = Array.from({ length: found?.size ?? 0 }, (_, offset) =>
          placeText(parameter.placeAt((found?.virtualAddress ?? 0n) + BigInt(offset))),
        );
        texts.push(`${at}: ${places.filter((place, offset) => place !== places[offset - 1]).join(', ')}`);
      }
    }
    return texts.sort();
  } finally {
    elf.dispose();
  }
}
