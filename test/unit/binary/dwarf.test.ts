import assert from 'node:assert/strict';
import { Dwarf } from '../../../src/binary/dwarf.ts';
import type { DwarfFunction } from '../../../src/binary/dwarfFunction.ts';
import { openElf, type ElfFile } from '../../../src/binary/elf.ts';
import { FunctionIndex } from '../../../src/binary/functionIndex.ts';
import { describedAt, describedIn } from './describedFunctions.ts';
import { fixture, run, sourceOf, type FixtureName } from './fixtures.ts';
import { PrintedInfo, rootOf, scopesOf, type PrintedDie } from './readelfInfo.ts';

async function withElf<T>(name: FixtureName, use: (elf: ElfFile) => T | Promise<T>): Promise<T> {
  const elf = openElf(fixture(name));
  try {
    return await use(elf);
  } finally {
    elf.dispose();
  }
}

const everywhere = () => true;

/** Everything but places and lazily read types, as plain data; places.test.ts is about those. */
function plain({ parameters, returnType, captured: _captured, isOptimised: _isOptimised, ...rest }: DwarfFunction) {
  return {
    ...rest,
    returnType: returnType?.name ?? null,
    parameters: parameters.map(({ name, type, isFixed }) => ({ name, type: type.name, isFixed })),
  };
}

/** The same from what readelf prints, for the functions whose code the linker kept. */
function printedFunctions(file: string): ReturnType<typeof plain>[] {
  const info = new PrintedInfo(file);
  const isCode = codeRanges(file);
  const functions: ReturnType<typeof plain>[] = [];
  for (const die of info.dies) {
    if (die.tag !== 'subprogram' || !die.attributes.has('low_pc')) continue;
    const virtualAddress = BigInt(die.attributes.get('low_pc')!);
    if (!isCode(virtualAddress)) continue;
    functions.push({
      name: info.inherited(die, 'name')!,
      linkageName: info.inherited(die, 'linkage_name'),
      path: scopesOf(info.origins(die).at(-1)!),
      declFile: info.declFile(die),
      declLine1: Number(info.inherited(die, 'decl_line') ?? 0),
      virtualAddress,
      size: Number(die.attributes.get('high_pc')),
      frameBase: printedFrameBase(die.attributes.get('frame_base')),
      parameters: die.children
        .filter(child => child.tag === 'formal_parameter')
        .map(child => ({
          name: info.inherited(child, 'name'),
          type: info.typeName(child)!,
          isFixed: /\(DW_OP.*\)$/.test(child.attributes.get('location') ?? ''),
        })),
      returnType: info.typeName(die),
      hasParameterInfo: holdsAny(rootOf(die), ['formal_parameter', 'base_type']),
      hasNonstandardCallingConvention: info.inherited(die, 'calling_convention')?.startsWith('3') ?? false,
      producer: rootOf(die).attributes.get('producer') ?? null,
    });
  }
  return functions;
}

function holdsAny(die: PrintedDie, tags: readonly string[]): boolean {
  return die.children.some(child => tags.includes(child.tag) || holdsAny(child, tags));
}

function printedFrameBase(text = ''): DwarfFunction['frameBase'] {
  if (text.includes('(DW_OP_reg7 (rsp))')) return 'rsp';
  if (text.includes('(DW_OP_reg6 (rbp))')) return 'rbp';
  return text.includes('(DW_OP_call_frame_cfa)') ? 'cfa' : 'other';
}

function codeRanges(file: string): (address: bigint) => boolean {
  const ranges = run('readelf', '-SW', file)
    .split('\n')
    .map(line => /^ +\[ *\d+\] \S+ +PROGBITS +(\w+) \w+ (\w+) \w+ +\w*X/.exec(line))
    .filter(match => match !== null)
    .map(match => [BigInt(`0x${match[1]!}`), BigInt(`0x${match[2]!}`)] as const);
  return address => ranges.some(([start, size]) => start <= address && address < start + size);
}

describe('Dwarf', function () {
  this.timeout(60_000);

  const cases: [FixtureName, what: string, atLeast: number][] = [
    ['dwarf4', 'DWARF 4 of rustc', 40],
    ['dwarf5', 'DWARF 5 of rustc with v0 names', 40],
    ['static', 'a program for a fixed address', 40],
    ['staticPie', 'a program that brings its libraries', 40],
    ['gold', 'a program linked by gold', 40],
    ['bfd', 'a program linked by GNU ld', 40],
    ['aarch64', 'a program for aarch64', 4],
    ['manyUnits', 'several units with functions that the linker dropped', 40],
    ['optimised', 'optimised DWARF 4 of rustc', 4],
    ['optimised5', 'optimised DWARF 5 of rustc', 4],
    ['c4', 'DWARF 4 of gcc', 4],
    ['c5', 'optimised DWARF 5 of gcc', 4],
    ['c64bitDwarf', 'the 64-bit DWARF format', 4],
    ['library', 'a shared library', 4],
  ];
  for (const [name, what, atLeast] of cases) {
    it(`says what readelf says about every function: ${what}`, async () => {
      const ours = await withElf(name, async elf => (await describedIn(elf)).map(plain));
      // readelf also lists what no source file declares; the search by file cannot find that.
      const theirs = printedFunctions(fixture(name)).filter(({ declFile }) => declFile !== null);
      assert.ok(theirs.length >= atLeast, `readelf printed only ${theirs.length} functions`);
      // A function in two parts has no one size that readelf prints; it has a test of its own.
      assert.deepEqual(
        ours.filter(({ name: ownName }) => ownName !== 'split'),
        theirs.filter(({ name: ownName }) => ownName !== 'split'),
      );
    });
  }

  it('takes the address and size of a function in two parts from its first part', async () => {
    const symbol = /^(\w+) (\w+) T split$/m.exec(run('nm', '-S', fixture('c5')))!;
    await withElf('c5', async elf => {
      const split = (await describedIn(elf)).find(({ name }) => name === 'split');
      assert.equal(split?.virtualAddress, BigInt(`0x${symbol[1]!}`));
      assert.equal(split.size, parseInt(symbol[2]!, 16));
    });
  });

  // readelf itself stumbles over some of these; what is expected is what forms.s writes.
  it('reads the forms and versions that compilers seldom use', async () => {
    const addressOf = (symbol: string) =>
      BigInt(`0x${new RegExp(`^(\\w+) T ${symbol}$`, 'm').exec(run('nm', fixture('forms')))![1]!}`);
    const [first, second] = [addressOf('_start'), addressOf('second')];
    const int = { name: null, type: 'int', isFixed: true } as const;
    const old = {
      path: [],
      declFile: '/src/old/sub/b.c',
      declLine1: 4711,
      frameBase: 'cfa',
      hasParameterInfo: true,
      hasNonstandardCallingConvention: false,
      parameters: [int],
      returnType: 'int',
    } as const;
    const expected = [
      {
        name: 'first',
        linkageName: '_RNvfirst',
        path: ['space'],
        declFile: '/src/other/sub/strp.rs',
        declLine1: 77,
        virtualAddress: first,
        size: 3,
        frameBase: 'rsp',
        hasParameterInfo: true,
        hasNonstandardCallingConvention: true,
        producer: 'hand 5',
        parameters: [
          { name: 'parameter', type: 'u64', isFixed: true },
          { name: 'parameter', type: 'u64', isFixed: true },
        ],
        returnType: 'u64',
      },
      { ...old, name: 'first', linkageName: '_first', virtualAddress: first, size: 3, producer: 'hand 3' },
      { ...old, name: 'second', linkageName: '_second', virtualAddress: second, size: 1, producer: 'hand 2' },
    ];
    await withElf('forms', async elf => {
      assert.deepEqual((await describedIn(elf)).map(plain), expected);
      assert.deepEqual((await describedAt(elf, [first])).map(plain), expected.slice(0, 2));
      assert.deepEqual((await describedAt(elf, [second])).map(plain), expected.slice(2));
    });
  });

  it('finds only the functions of the files asked for', async () => {
    const wanted = sourceOf('shapes.rs');
    await withElf('dwarf4', async elf => {
      const functions = await describedIn(elf, file => file === wanted);
      const expected = printedFunctions(fixture('dwarf4')).filter(({ declFile }) => declFile === wanted);
      assert.ok(expected.length > 15);
      assert.deepEqual(functions.map(plain), expected);
    });
  });

  it('finds every instance of a generic function and an async body at the line of its fn', async () => {
    await withElf('dwarf4', async elf => {
      const functions = await describedIn(elf, file => file === sourceOf('shapes.rs'));
      const at = (line: string) => functions.filter(({ declLine1 }) => declLine1 === lineOf(line));
      assert.deepEqual(
        at('fn largest')
          .map(({ name }) => name)
          .sort(),
        ['largest<&str>', 'largest<f64>', 'largest<u64>'],
      );
      assert.deepEqual(
        at('async fn fetch')
          .map(({ name, path }) => [...path, name].join('::'))
          .sort(),
        ['shapes::fetch', 'shapes::fetch::{async_fn#0}'],
      );
      // rustc counts from the visibility, `pub` on a line of its own.
      assert.equal(
        functions.find(({ name }) => name === 'many_lines')?.declLine1,
        lineOf('unsafe extern "C" fn many') - 1,
      );
    });
  });

  it('finds functions by their addresses', async () => {
    for (const name of ['dwarf4', 'dwarf5', 'optimised5', 'c5', 'c64bitDwarf'] as const) {
      await withElf(name, async elf => {
        const all = await describedIn(elf);
        const some = all.filter((_, index) => index % 3 === 0);
        const found = await describedAt(elf, [...some.map(({ virtualAddress }) => virtualAddress), 1n]);
        const addresses = new Set(some.map(({ virtualAddress }) => virtualAddress));
        const expected = all.filter(({ virtualAddress }) => addresses.has(virtualAddress));
        assert.deepEqual(found.map(plain), expected.map(plain), name);
      });
    }
  });

  it('finds functions that no file declares by their addresses', async () => {
    const made = printedFunctions(fixture('optimised')).concat(printedFunctions(fixture('dwarf4')));
    for (const expected of made.filter(({ declFile }) => declFile === null)) {
      const found = await withElf('dwarf4', async elf =>
        (await describedAt(elf, [expected.virtualAddress])).map(plain),
      );
      assert.deepEqual(found, [expected]);
    }
  });

  it('answers the same from compressed sections', async () => {
    const all = (name: FixtureName) => withElf(name, async elf => (await describedIn(elf)).map(plain));
    const expected = await all('dwarf4');
    assert.deepEqual(await all('zlib'), expected);
    assert.deepEqual(await all('zstd'), expected);
    assert.deepEqual(await all('zdebug'), expected);
    for (const name of ['linkerZlib', 'linkerZstd'] as const) {
      const theirs = printedFunctions(fixture(name)).filter(({ declFile }) => declFile !== null);
      assert.match(run('readelf', '-SW', fixture(name)), /\.debug_info.* C /);
      assert.deepEqual(await all(name), theirs);
    }
  });

  it('knows when there is no debug information', async () => {
    assert.equal(await withElf('c4', elf => new Dwarf(elf).hasDebugInfo), true);
    await withElf('stripped', async elf => {
      assert.equal(new Dwarf(elf).hasDebugInfo, false);
      assert.deepEqual(await describedIn(elf), []);
      assert.deepEqual(await describedAt(elf, [0x1000n]), []);
    });
  });

  it('ends with the signal that cancels it', async () => {
    await withElf('dwarf4', async elf => {
      const reason = new Error('enough');
      await assert.rejects(new FunctionIndex(elf).declaredIn(everywhere, AbortSignal.abort(reason)), reason);
      const controller = new AbortController();
      const search = new FunctionIndex(elf).at([], controller.signal);
      controller.abort(reason);
      await search.catch((error: unknown) => {
        assert.equal(error, reason);
      });
    });
  });
});

/** Number of the line in shapes.rs that the text stands in. */
function lineOf(text: string): number {
  return Number(run('grep', '-nF', text, sourceOf('shapes.rs')).split(':')[0]);
}
