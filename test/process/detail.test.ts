import assert from 'node:assert/strict';
import path from 'node:path';
import { Dwarf } from '../../src/binary/dwarf.ts';
import { FunctionIndex } from '../../src/binary/functionIndex.ts';
import type { DebugDetail } from '../../src/binary/dwarf/detail.ts';
import { openElf } from '../../src/binary/elf.ts';
import { newFolder, run, sourceOf } from '../unit/binary/fixtures.ts';
import { PrintedInfo, type PrintedDie } from '../unit/binary/readelfInfo.ts';

const source = sourceOf('shapes.rs');
const optimised = sourceOf('optimised.rs');

function build(input: string, level: string, ...options: string[]): string {
  const file = path.join(newFolder(), 'program');
  const all = ['--edition=2024', '-Cpanic=abort', '-Clink-arg=-lc', `-Cdebuginfo=${level}`, ...options];
  run('rustc', ...all, input, '-o', file);
  return file;
}

/** What readelf shows of the units that were compiled from the source. */
function printedDetail(file: string, input: string): DebugDetail {
  if (!run('readelf', '-SW', file).includes('.debug_info')) return 'none';
  const own = new PrintedInfo(file).roots.filter(root => root.attributes.get('name')?.startsWith(input));
  if (own.length === 0) return 'none';
  const all = own.flatMap(below);
  if (all.some(({ tag }) => tag === 'formal_parameter')) return 'full';
  return all.some(({ tag, attributes }) => tag === 'subprogram' && attributes.has('decl_line')) ? 'functions' : 'lines';
}

function below(die: PrintedDie): PrintedDie[] {
  return [die, ...die.children.flatMap(below)];
}

describe('the detail of debug information', function () {
  this.timeout(60_000);

  const levels: [level: string, detail: DebugDetail][] = [
    ['0', 'none'],
    ['line-directives-only', 'none'],
    ['line-tables-only', 'lines'],
    ['1', 'functions'],
    ['2', 'full'],
  ];
  for (const [level, detail] of levels) {
    // rustc 1.95 crashes on line directives in version 5.
    for (const version of level === 'line-directives-only' ? ['4'] : ['4', '5']) {
      for (const [input, optimisation] of [
        [source, '0'],
        [optimised, '3'],
      ] as const) {
        it(`is ${detail} with debuginfo=${level}, DWARF ${version}, opt-level=${optimisation}`, async () => {
          const file = build(input, level, `-Copt-level=${optimisation}`, `-Cdwarf-version=${version}`);
          assert.equal(printedDetail(file, input), detail);
          const elf = openElf(file);
          const index = new FunctionIndex(elf);
          assert.deepEqual(await index.detailOf(declared => declared === input), { detail, missing: [] });
          assert.equal(elf.hasSymbolTable, true);
          const functions = await index.declaredIn(declared => declared === input);
          const isDeclared = functions.some(({ declLine1 }) => declLine1 > 0);
          assert.equal(isDeclared, detail === 'functions' || detail === 'full');
          elf.dispose();
        });
      }
    }
  }

  it('is none after stripping, and symbols may be left', async () => {
    for (const [strip, hasSymbolTable] of [
      ['debuginfo', true],
      ['symbols', false],
    ] as const) {
      const elf = openElf(build(source, '2', `-Cstrip=${strip}`));
      const index = new FunctionIndex(elf);
      assert.deepEqual(await index.detailOf(() => true), { detail: 'none', missing: [] });
      assert.deepEqual([new Dwarf(elf).hasDebugInfo, elf.hasSymbolTable], [false, hasSymbolTable]);
      elf.dispose();
    }
  });

  it('names what is missing', async () => {
    const file = build(source, '2', '-Csplit-debuginfo=packed');
    run('rm', `${file}.dwp`);
    const elf = openElf(file);
    const index = new FunctionIndex(elf);
    const { detail, missing } = await index.detailOf(declared => declared === source);
    assert.equal(detail, 'none');
    assert.match(missing[0]?.message ?? '', /program\.dwp/);
    await index.complete();
    assert.equal(index.completeTable, null);
    elf.dispose();
  });
});
