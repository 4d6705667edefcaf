import assert from 'node:assert/strict';
import { openElf, type ElfFile } from '../../src/binary/elf.ts';
import { FunctionIndex } from '../../src/binary/functionIndex.ts';
import type { FunctionNames, FunctionRecord } from '../../src/binary/functionRecord.ts';
import { fixture, run, sourceOf, type FixtureName } from '../unit/binary/fixtures.ts';
import { PrintedInfo, scopesOf, type PrintedDie } from '../unit/binary/readelfInfo.ts';

async function withIndex<T>(name: FixtureName, use: (index: FunctionIndex, elf: ElfFile) => Promise<T>): Promise<T> {
  const elf = openElf(fixture(name));
  try {
    return await use(new FunctionIndex(elf), elf);
  } finally {
    elf.dispose();
  }
}

/** What binutils print of one binary, as the index should have it. */
class Printed {
  readonly #info: PrintedInfo;
  readonly #ranges: ReadonlyMap<number, readonly (readonly [bigint, bigint])[]>;
  /** Instructions by address. */
  readonly #code: ReadonlyMap<bigint, string>;

  constructor(file: string) {
    this.#info = new PrintedInfo(file);
    this.#ranges = readRanges(file);
    this.#code = new Map(
      [...run('objdump', '-d', '--no-show-raw-insn', file).matchAll(/^ *(\w+):\t(.*)$/gm)].map(match => [
        BigInt(`0x${match[1]!}`),
        match[2]!,
      ]),
    );
  }

  /** By offset of their entries. */
  records(): Map<number, Partial<FunctionRecord>> {
    const found = new Map<number, Partial<FunctionRecord>>();
    const proven = new Set<PrintedDie>();
    for (const die of this.#info.dies) {
      const home = this.#home(die);
      if (home === null) continue;
      found.set(die.offset, this.#record(die, home));
      for (const origin of this.#info.origins(die).slice(1)) proven.add(origin);
    }
    for (const die of this.#info.dies) {
      const isRoot = this.#info.origins(die).length === 1;
      if (die.tag !== 'subprogram' || !isRoot || !die.attributes.has('name')) continue;
      if (proven.has(die) || found.has(die.offset)) continue;
      found.set(die.offset, this.#record(die, { kind: 'abstract' }));
    }
    return found;
  }

  #home(die: PrintedDie): FunctionRecord['home'] | null {
    if (!/^(subprogram|inlined_subroutine)$/.test(die.tag)) return null;
    if (!die.attributes.has('low_pc') && !die.attributes.has('ranges')) return null;
    const ranges = this.#rangesOf(die).filter(([from, to]) => from < to);
    const start = BigInt(die.attributes.get('entry_pc') ?? ranges[0]?.[0] ?? 0);
    const end = ranges.find(range => range[0] <= start && start < range[1])?.[1] ?? 0n;
    const isKept = this.#code.has(start) && end > start;
    if (die.tag === 'subprogram') {
      if (!isKept) return { kind: 'discarded' };
      return { kind: 'code', virtualAddress: start, size: Number(end - start) };
    }
    const outer = around(die, /^subprogram$/);
    const caller = around(die, /^(subprogram|inlined_subroutine)$/);
    const entry = this.#behindPadding(start);
    if (!isKept || outer === null || caller === null || entry >= end) return null;
    return {
      kind: 'inlined',
      virtualAddress: entry,
      size: Number(end - entry),
      outer: { ...this.#names(outer), virtualAddress: this.#rangesOf(outer)[0]![0] },
      caller: this.#names(caller),
      isContiguous: ranges.length === 1,
      callFile: this.#info.file(die, 'call_file'),
      callLine1: Number(die.attributes.get('call_line') ?? 0),
    };
  }

  #record(die: PrintedDie, home: FunctionRecord['home']): Partial<FunctionRecord> {
    const declFile = this.#info.declFile(die);
    return { ...this.#names(die), declFile, declLine1: Number(this.#info.inherited(die, 'decl_line') ?? 0), home };
  }

  #names(die: PrintedDie): FunctionNames {
    return {
      name: this.#info.inherited(die, 'name')!,
      linkageName: this.#info.inherited(die, 'linkage_name'),
      path: scopesOf(this.#info.origins(die).at(-1)!),
    };
  }

  #rangesOf({ attributes }: PrintedDie): readonly (readonly [bigint, bigint])[] {
    const list = /0x\w+|\d+/.exec(attributes.get('ranges') ?? '');
    if (list !== null) return this.#ranges.get(Number(list[0])) ?? assert.fail(`no ranges at ${list[0]}`);
    const start = BigInt(attributes.get('low_pc') ?? 0);
    return [[start, start + BigInt(attributes.get('high_pc') ?? 0)]];
  }

  #behindPadding(start: bigint): bigint {
    const addresses = [...this.#code.keys()];
    for (let index = addresses.indexOf(start); index >= 0 && index < addresses.length; index++) {
      const address = addresses[index]!;
      if (!/^((data16|cs) )*(nop[wl]?\b|xchg +%ax,%ax)/.test(this.#code.get(address)!)) return address;
    }
    return start;
  }
}

function around(die: PrintedDie, tag: RegExp): PrintedDie | null {
  for (let parent = die.parent; parent !== null; parent = parent.parent) if (tag.test(parent.tag)) return parent;
  return null;
}

/** Lists by their offset in .debug_ranges or .debug_rnglists. */
function readRanges(file: string): Map<number, (readonly [bigint, bigint])[]> {
  const lists = new Map<number, (readonly [bigint, bigint])[]>();
  let list: (readonly [bigint, bigint])[] | null = null;
  for (const line of run('readelf', '--debug-dump=Ranges', file).split('\n')) {
    const entry = /^ +([0-9a-f]{8}) (\S.*)$/.exec(line);
    if (entry === null) continue;
    if (list === null) lists.set(parseInt(entry[1]!, 16), (list = []));
    const pair = /^([0-9a-f]{16}) ([0-9a-f]{16})/.exec(entry[2]!);
    if (entry[2]!.includes('<End of list>')) list = null;
    else if (pair !== null && !line.includes('(base')) list.push([BigInt(`0x${pair[1]!}`), BigInt(`0x${pair[2]!}`)]);
  }
  return lists;
}

const byOffset = (records: readonly FunctionRecord[]) =>
  new Map(records.map(({ die, ...record }) => [die.dieOffset, record as Partial<FunctionRecord>]));

describe('FunctionIndex', function () {
  this.timeout(60_000);

  const cases: [FixtureName, what: string, atLeastInlined: number][] = [
    ['inlinedDebug', 'an unoptimised build', 0],
    ['inlined4', 'an optimised build', 20],
    ['inlined5', 'an optimised build with DWARF 5 and v0 names', 20],
    ['inlinedUnits', 'an optimised build of several units', 20],
    ['inlinedThin', 'thin link-time optimisation', 20],
    ['inlinedFat', 'fat link-time optimisation', 20],
    ['inlinedLines', 'debug = 1', 20],
    ['optimised5', 'functions with missing arguments', 1],
    ['manyUnits', 'functions that the linker left out', 0],
    ['c5', 'gcc', 0],
    ['c64bitDwarf', 'the 64-bit DWARF format', 0],
  ];
  for (const [name, what, atLeastInlined] of cases) {
    it(`has every home that readelf prints, and no other: ${what}`, async () => {
      const expected = new Printed(fixture(name)).records();
      const inlined = [...expected.values()].filter(({ home }) => home?.kind === 'inlined');
      assert.ok(inlined.length >= atLeastInlined, `readelf printed only ${inlined.length} inlined copies`);
      const ours = byOffset(await withIndex(name, index => index.all()));
      assert.deepEqual(
        [...ours.keys()],
        [...expected.keys()].sort((a, b) => a - b),
      );
      for (const [offset, record] of expected) assert.deepEqual(ours.get(offset), record, `<${offset.toString(16)}>`);
    });
  }

  it('finds by file what it finds in all units, whether they are walked already or not', async () => {
    for (const name of ['inlinedUnits', 'inlinedThin', 'inlinedFat', 'inlined5', 'manyUnits'] as const) {
      const all = await withIndex(name, index => index.all());
      const files = new Set(all.map(({ declFile }) => declFile));
      assert.ok(files.size > 3);
      for (const file of files) {
        if (file === null) continue;
        const expected = all.filter(({ declFile }) => declFile === file);
        assert.deepEqual(await withIndex(name, index => index.declaredIn(path => path === file)), expected, file);
      }
      await withIndex(name, async index => {
        await index.complete();
        assert.deepEqual(
          await index.declaredIn(() => true),
          all.filter(({ declFile }) => declFile !== null),
        );
      });
    }
  });

  it('knows the functions that were compiled and have no code', async () => {
    const inSource = await withIndex('inlinedUnits', index =>
      index.declaredIn(path => path === sourceOf('inlined.rs')),
    );
    const kindsOf = (name: string) =>
      new Set(inSource.filter(record => record.name === name).map(({ home }) => home.kind));
    assert.deepEqual(kindsOf('rounded'), new Set(['inlined']));
    assert.deepEqual(kindsOf('sell'), new Set(['code']));
    assert.deepEqual(kindsOf('total<u8>'), new Set(['inlined']));
    assert.deepEqual(kindsOf('{async_fn#0}'), new Set(['inlined']));
  });

  it('answers questions while it is being completed, and tells how far it is', async () => {
    await withIndex('inlinedThin', async index => {
      const steps: [number, number][] = [];
      const completed = index.complete(undefined, (done, total) => steps.push([done, total]));
      const early = await index.declaredIn(path => path === sourceOf('inlined.rs'));
      await completed;
      assert.deepEqual(early, await index.declaredIn(path => path === sourceOf('inlined.rs')));
      const total = steps.at(-1)![1];
      assert.deepEqual(
        steps,
        Array.from({ length: total + 1 }, (_, done) => [done, total]),
      );
    });
  });

  it('can be cancelled and completed later', async () => {
    const all = await withIndex('inlinedUnits', index => index.all());
    await withIndex('inlinedUnits', async index => {
      const controller = new AbortController();
      const reason = new Error('enough');
      await assert.rejects(
        index.complete(controller.signal, done => {
          if (done === 0) controller.abort(reason);
        }),
        reason,
      );
      assert.equal(index.completeTable, null);
      await index.complete();
      assert.deepEqual(await index.all(), all);
    });
  });
});
