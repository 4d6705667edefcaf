import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { assetPath } from '../../src/binary/assets.ts';
import { loadDemangler } from '../../src/binary/demangle.ts';
import type { DwarfType } from '../../src/binary/dwarfType.ts';
import { type ElfFile, openElf } from '../../src/binary/elf.ts';
import type { ShownValue } from '../../src/model/hit.ts';
import { AddressNamer } from '../../src/binary/addressNamer.ts';
import type { AddressNames } from '../../src/probe/addressNames.ts';
import { captureValue, type CaptureValuesOptions } from '../../src/probe/captureValues.ts';
import { ReadList } from '../../src/probe/readList.ts';
import { showValue } from '../../src/probe/showValue.ts';
import { makeReads, memoryOf } from '../support/readMemory.ts';
import { describedAt } from '../unit/binary/describedFunctions.ts';

const SOURCE = path.join(import.meta.dirname, '../fixtures/layouts/main.rs');
const OPTIONS: CaptureValuesOptions = { limits: { depth: 6, elements: 16, textBytes: 128 }, fields: null };

/** What the program says of a value. */
interface Case {
  readonly name: string;
  readonly address: bigint;
  readonly debug: string;
}

const ENTRIES = 'only the number of entries is read';
const IF_SET = 'absent: whether it is set is not known';

/** What is not shown as the program prints it, and what is shown instead; all others are equal. */
const OTHERWISE: Readonly<Record<string, string | RegExp>> = {
  vec_long: `[${upTo(16)}, …] (first 16 of 100 elements)`,
  array_long: `[${'7, '.repeat(16)}…] (first 16 of 100 elements)`,
  wide_elements: `[[${'1, '.repeat(16)}…], [${'2, '.repeat(16)}…]] (first 16 of 20 elements)`,
  huge_elements: `[[${'1, '.repeat(16)}…]] (first 16 of 100 elements)`,
  list_deep:
    'Node { value: 100, next: Some(Node { value: 20, next: Some(Node { value: 19, next: Some(…) }) }) }' +
    ' (deeper than the limit)',
  deque: `[… 4 entries] (${ENTRIES})`,
  deque_wrapped: `[… 4 entries] (${ENTRIES})`,
  linked_list: `[… 2 entries] (${ENTRIES})`,
  hash_map: `{… 1 entry} (${ENTRIES})`,
  hash_set: `{… 1 entry} (${ENTRIES})`,
  btree_map: `{… 2 entries} (${ENTRIES})`,
  btree_set: `{… 3 entries} (${ENTRIES})`,
  once_lock: IF_SET,
  once_lock_set: IF_SET,
  lazy: IF_SET,
  either: 'absent: a union',
  layout: 'Layout { size: 8, align: … } (alignments are not read)',
  io_error: 'absent: errors of input and output are not read',
  // The concrete type is told instead of its value.
  dyn_ref: 'main::Disc as dyn main::Area',
  dyn_box: 'main::Disc as dyn main::Area',
  dyn_rc: 'main::Disc as dyn main::Area',
  dyn_arc: /^main::Disc as dyn main::Area \+ /,
  dyn_error: /StringError as dyn core::error::Error \+ /,
  dyn_any: 'u8 as dyn core::any::Any',
  // Functions have names.
  function: 'main::double',
  function_extern: /^main::.*::ext$/,
  holder: /^Holder \{ name: "inner", .* raw: 0x0, callback: main::double \}\), raw: 0x1234, callback: main::double \}$/,
};

function upTo(end: number): string {
  return Array.from({ length: end }, (_, index) => String(index)).join(', ');
}

describe('values of all kinds of types', function () {
  this.timeout(120_000);
  let folder: string;
  let elf: ElfFile;
  let child: ChildProcess;
  let cases: Case[];
  let names: AddressNames;
  /** Where the program's virtual address 0 is. */
  let loadedAt: bigint;
  const types = new Map<string, DwarfType>();

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'rt-layouts-'));
    const program = path.join(folder, 'layouts');
    execFileSync('rustc', ['--edition=2024', '-Awarnings', '-g', SOURCE, '-o', program], { stdio: 'pipe' });
    child = spawn(program, { stdio: ['ignore', 'pipe', 'inherit'] });
    cases = casesIn(await outputUntilStopped(child));
    loadedAt = firstMapping(child, program);
    elf = openElf(program);
    await loadDemangler(assetPath('rustc_demangle.wasm'));
    const namer = new AddressNamer(elf);
    names = {
      nameOf: ({ kind, address }) => (kind === 'function' ? namer.functionAt(address) : namer.vtableAt(address)),
    };
    const wanted = new Set(cases.map(({ name }) => name));
    const symbols = elf.symbols().filter(({ name }) => wanted.has(name));
    const described = await describedAt(
      elf,
      symbols.map(({ virtualAddress }) => virtualAddress),
    );
    for (const { name, parameters } of described) {
      const type = parameters[0]?.type;
      assert.ok(type?.kind === 'pointer' && type.target !== null, name);
      types.set(name, type.target);
    }
  });

  after(() => {
    child.kill('SIGKILL');
    elf.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** As a probe at the case's function would bring and show it. */
  function shownOf({ name, address }: Case, options: CaptureValuesOptions = OPTIONS): ShownValue {
    const type = types.get(name);
    assert.ok(type !== undefined, name);
    const reads = new ReadList();
    const bytes = 'byteSize' in type ? (type.byteSize ?? 0) : 8192;
    const at = { kind: 'register', register: 'rdi', plus: 0 } as const;
    const capture = captureValue({ name, type, parts: [{ kind: 'memory', at, bytes }] }, reads, options);
    assert.ok(child.pid !== undefined);
    const results = makeReads(reads.reads, { rdi: address, rip: loadedAt }, memoryOf(child.pid));
    return showValue(capture, results, names, 0);
  }

  it('are shown as the program itself prints them', () => {
    const different: string[] = [];
    for (const each of cases) {
      const text = textOf(shownOf(each));
      const expected = OTHERWISE[each.name] ?? each.debug;
      if (typeof expected === 'string' ? text !== expected : !expected.test(text)) {
        different.push(`${each.name}: ${text}, and not ${String(expected)}`);
      }
    }
    assert.deepEqual(different, []);
    assert.ok(cases.length >= 200, `${String(cases.length)} cases`);
    const names = new Set(cases.map(({ name }) => name));
    assert.deepEqual(
      Object.keys(OTHERWISE).filter(name => !names.has(name)),
      [],
    );
  });

  it('are never shown otherwise, however little is read of them', () => {
    const wrong: string[] = [];
    for (const fewer of [...LIMITS.map(limits => ({ limits })), ...CAPACITIES.map(capacity => ({ capacity }))]) {
      for (const each of cases) {
        const shown = shownOf(each, { ...OPTIONS, ...fewer });
        const same = OTHERWISE[each.name] !== undefined || textOf(shown) === each.debug;
        const [head = ''] = textOf(shown).split(/…|"… /);
        if (shown.kind === 'value' ? !same : shown.kind === 'cut' && !startsLike(each, head)) {
          wrong.push(`${each.name} ${JSON.stringify(fewer)}: ${textOf(shown)}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
  });

  /** What is in front of the first cut is the program's text, or that of the whole value where that is another. */
  function startsLike(each: Case, head: string): boolean {
    const withoutQuote = head.endsWith('"') ? head.slice(0, -1) : head;
    return each.debug.startsWith(withoutQuote) || textOf(shownOf(each)).startsWith(withoutQuote);
  }
});

const LIMITS = [
  { depth: 0, elements: 16, textBytes: 128 },
  { depth: 1, elements: 2, textBytes: 3 },
  { depth: 3, elements: 1, textBytes: 1 },
  { depth: 40, elements: 64, textBytes: 4096 },
];

const CAPACITIES = [
  { bytes: 384, fetchArguments: 120, characters: 3_500 },
  { bytes: 3_800, fetchArguments: 6, characters: 3_500 },
  { bytes: 40, fetchArguments: 120, characters: 100 },
];

function textOf(shown: ShownValue): string {
  if (shown.kind === 'absent') return `absent: ${shown.reason}`;
  return shown.kind === 'cut' ? `${shown.text} (${shown.reason})` : shown.text;
}

function firstMapping({ pid }: ChildProcess, program: string): bigint {
  const maps = readFileSync(`/proc/${String(pid)}/maps`, 'utf8').split('\n');
  const first = maps.find(line => line.endsWith(program));
  assert.ok(first !== undefined, program);
  return BigInt(`0x${first.split('-')[0] ?? ''}`);
}

function casesIn(output: string): Case[] {
  return output
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const [name = '', address = '', ...debug] = line.split('\t');
      return { name, address: BigInt(address), debug: debug.join('\t') };
    });
}

/** Rejects when the program ends. */
async function outputUntilStopped(child: ChildProcess): Promise<string> {
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  while (!isStopped(child)) {
    assert.equal(child.exitCode ?? child.signalCode, null, 'the program ended');
    await setTimeout(20);
  }
  await setTimeout(100);
  return output;
}

function isStopped({ pid }: ChildProcess): boolean {
  return (
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.startsWith('T') === true
  );
}
