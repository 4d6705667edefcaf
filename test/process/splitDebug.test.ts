import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { ArraySource } from '../../src/binary/byteSource.ts';
import { PackageIndex } from '../../src/binary/dwarf/packageIndex.ts';
import { SectionTable } from '../../src/binary/elf/sectionTable.ts';
import { HumanError } from '../../src/model/humanError.ts';
import { addressesOf, describedFunctions, printedCode } from '../unit/binary/functionLines.ts';
import { run, sourceOf } from '../unit/binary/fixtures.ts';

/** Descriptors that this process has open. */
const descriptors = () => readdirSync('/proc/self/fd').length;

describe('split debug information', function () {
  this.timeout(120_000);

  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'rt-split-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** A new folder; everything is built in it, so that names relative to it are all there are. */
  function place(name: string): {
    file: (name: string) => string;
    command: (command: string, ...args: string[]) => void;
  } {
    const own = path.join(folder, name);
    mkdirSync(own, { recursive: true });
    return {
      file: other => path.join(own, other),
      command: (command, ...args) => {
        execFileSync(command, args, { cwd: own, stdio: ['ignore', 'ignore', 'pipe'] });
      },
    };
  }

  const RUSTC = ['--edition=2024', '-g', '-Cpanic=abort', '-Clink-arg=-lc', '-Ccodegen-units=4'];

  for (const version of ['4', '5']) {
    for (const [source, level] of [
      ['shapes.rs', '0'],
      ['optimised.rs', '3'],
    ] as const) {
      for (const kind of ['packed', 'unpacked']) {
        it(`answers as from the plain build: rustc, ${kind}, DWARF ${version}, ${source}`, async () => {
          const { file, command } = place(`rust-${version}-${level}-${kind}`);
          const options = [...RUSTC, `-Copt-level=${level}`, `-Cdwarf-version=${version}`, sourceOf(source)];
          command('rustc', ...options, '-o', 'plain');
          command('rustc', ...options, `-Csplit-debuginfo=${kind}`, '-o', 'split');
          const suffix = kind === 'packed' ? '.dwp' : '.dwo';
          assert.ok(readdirSync(file('.')).some(name => name.startsWith('split') && name.endsWith(suffix)));
          const [plain, split] = [await describedFunctions(file('plain')), await describedFunctions(file('split'))];
          assert.ok(plain.functions.length >= 4);
          assert.deepEqual(split, { functions: plain.functions, missing: [] });
          const printed = printedCode(file('split'));
          for (const code of addressesOf(split.functions)) assert.ok(printed.has(code), code);
        });
      }
    }

    for (const level of ['-O0', '-O2']) {
      it(`answers as from the plain build: gcc, DWARF ${version}, ${level}`, async () => {
        const { file, command } = place(`gcc${version}${level}`);
        const options = ['-g', `-gdwarf-${version}`, level, sourceOf('shapes.c')];
        command('gcc', ...options, '-o', 'plain');
        command('gcc', ...options, '-gsplit-dwarf', '-o', 'split');
        const plain = await describedFunctions(file('plain'));
        assert.ok(plain.functions.length >= 4);
        // gcc writes the option into the name of the producer.
        const withoutOption = (functions: readonly string[]) =>
          functions.map(text => text.replace(' -gsplit-dwarf', ''));
        const check = async () => {
          const split = await describedFunctions(file('split'));
          assert.deepEqual(split.missing, []);
          assert.deepEqual(withoutOption(split.functions), plain.functions);
        };
        await check();
        // The dwp of binutils 2.40 crashes on version 5.
        for (const packer of version === '4' ? ['dwp', 'llvm-dwp'] : ['llvm-dwp']) {
          command(packer, '-e', 'split', '-o', 'split.dwp');
          command('mv', 'split-shapes.dwo', 'away');
          await check();
          command('mv', 'away', 'split-shapes.dwo');
          rmSync(file('split.dwp'));
        }
      });
    }
  }

  describe('of one program', () => {
    let built: ReturnType<typeof place>;
    let expected: readonly string[];
    before(async () => {
      built = place('many');
      const options = [...RUSTC, '-Cdwarf-version=5', sourceOf('shapes.rs')];
      built.command('rustc', ...options, '-Csplit-debuginfo=unpacked', '-o', 'unpacked');
      built.command('rustc', ...options, '-Csplit-debuginfo=packed', '-o', 'packed');
      expected = (await describedFunctions(built.file('packed'))).functions;
    });

    const dwoFiles = () => readdirSync(built.file('.')).filter(name => name.endsWith('.dwo'));

    /** The same files in another folder, but for those that `change` takes away or makes different. */
    function moved(name: string, change: (file: (name: string) => string) => void): string {
      const target = place(name);
      for (const entry of readdirSync(built.file('.'))) copyFileSync(built.file(entry), target.file(entry));
      change(target.file);
      return target.file('.');
    }

    /** Everything built away, so that absolute names lead nowhere. */
    async function whileAway<T>(use: () => Promise<T>): Promise<T> {
      const away = `${built.file('.')}-away`;
      run('mv', built.file('.'), away);
      try {
        return await use();
      } finally {
        run('mv', away, built.file('.'));
      }
    }

    it('is found beside a program that was moved', async () => {
      const here = moved('moved', () => undefined);
      await whileAway(async () => {
        assert.deepEqual(await describedFunctions(path.join(here, 'unpacked')), { functions: expected, missing: [] });
      });
    });

    it('is found under the name in deps/ that rustc gave the same file', async () => {
      const target = place('links');
      mkdirSync(target.file('deps'));
      copyFileSync(built.file('packed'), target.file('deps/my_app-0123456789abcdef'));
      copyFileSync(built.file('packed.dwp'), target.file('deps/my_app-0123456789abcdef.dwp'));
      linkSync(target.file('deps/my_app-0123456789abcdef'), target.file('my-app'));
      const found = await describedFunctions(target.file('my-app'));
      assert.deepEqual(found, { functions: expected, missing: [] });
    });

    it('keeps what can be read when a file is missing, and names the file', async () => {
      const [gone = ''] = dwoFiles();
      const here = moved('gone', file => {
        rmSync(file(gone));
      });
      await whileAway(async () => {
        const { functions, missing } = await describedFunctions(path.join(here, 'unpacked'));
        assert.ok(functions.length > 0 && functions.length < expected.length);
        for (const text of functions) assert.ok(expected.includes(text));
        assert.equal(missing.length, 1);
        assert.ok(missing[0]!.message.includes(gone), missing[0]!.message);
        assert.match(missing[0]!.advice ?? '', /split-debuginfo/);
      });
    });

    it('names the package when that is missing', async () => {
      const here = moved('unpackaged', file => {
        rmSync(file('packed.dwp'));
      });
      const { functions, missing } = await describedFunctions(path.join(here, 'packed'));
      // What is left is core's own, which the linked file holds.
      for (const text of functions) assert.match(text, /"declFile":"\/rustc\//);
      assert.ok(missing.length > 1);
      for (const { message } of missing) assert.ok(message.includes('packed.dwp'), message);
    });

    const bad: [what: string, change: (file: string, own: Buffer) => void, says: RegExp][] = [
      [
        'a file of another unit',
        file => {
          copyFileSync(built.file(dwoFiles()[1]!), file);
        },
        /does not belong to/,
      ],
      [
        'the program itself',
        file => {
          copyFileSync(built.file('unpacked'), file);
        },
        /does not belong to/,
      ],
      [
        'a cut file',
        (file, own) => {
          writeFileSync(file, own.subarray(0, own.length >> 1));
        },
        /Cannot read/,
      ],
      [
        'an empty file',
        file => {
          writeFileSync(file, '');
        },
        /is not an ELF file: it is empty/,
      ],
      [
        'a folder',
        file => {
          mkdirSync(file);
        },
        /not a regular file/,
      ],
      [
        'a pipe',
        file => {
          run('mkfifo', file);
        },
        /not a regular file/,
      ],
    ];
    for (const [what, change, says] of bad) {
      it(`says what is wrong with ${what}`, async () => {
        const [name = ''] = dwoFiles();
        const here = moved(`bad ${what}`, file => {
          rmSync(file(name));
          change(file(name), readFileSync(built.file(name)));
        });
        await whileAway(async () => {
          const { functions, missing } = await describedFunctions(path.join(here, 'unpacked'));
          assert.ok(functions.length > 0 && functions.length < expected.length);
          assert.match(missing[0]?.message ?? '', says);
          assert.ok(missing[0]!.message.includes(name));
        });
      });
    }

    it('ends with an answer or a reason, wherever a package is cut and whatever bytes of it are changed', async () => {
      const whole = readFileSync(built.file('packed.dwp'));
      const here = place('cut');
      copyFileSync(built.file('packed'), here.file('packed'));
      const tryWith = async (bytes: Uint8Array) => {
        writeFileSync(here.file('packed.dwp'), bytes);
        const { functions, missing } = await describedFunctions(here.file('packed')).catch((error: unknown) => {
          if (!(error instanceof HumanError)) throw error;
          return { functions: [], missing: [error.detail] };
        });
        for (const text of functions) JSON.parse(text);
        return missing.length;
      };
      assert.equal(await tryWith(whole), 0);
      for (let length = 0; length < whole.length; length += 499)
        assert.ok((await tryWith(whole.subarray(0, length))) > 0);

      const index = /\.debug_cu_index +PROGBITS +\w+ (\w+) (\w+)/.exec(
        run('readelf', '-SW', built.file('packed.dwp')),
      )!;
      const [start, size] = [parseInt(index[1]!, 16), parseInt(index[2]!, 16)];
      for (let offset = start; offset < start + size; offset += 4) {
        const damaged = Buffer.from(whole);
        damaged.writeUInt32LE([0, 1, 0x7fffffff, 0xffffffff][(offset >> 2) % 4]!, offset);
        await tryWith(damaged);
      }

      const byte = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 }));
      const change = fc.tuple(fc.integer({ min: 64, max: whole.length - 1 }), byte);
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async changes => {
          const damaged = Uint8Array.from(whole);
          for (const [offset, value] of changes) damaged[offset] = value;
          await tryWith(damaged);
        }),
        { numRuns: 100 },
      );
    });

    it('keeps few files open', async () => {
      const before = descriptors();
      let most = 0;
      const timer = setInterval(() => {
        most = Math.max(most, descriptors());
      }, 1);
      await describedFunctions(built.file('unpacked'));
      clearInterval(timer);
      assert.ok(most <= before + 12, `${most - before} more`);
      assert.equal(descriptors(), before);
    });
  });

  it('knows the rows that readelf prints of a package', () => {
    const { file, command } = place('rows');
    command('rustc', ...RUSTC, '-Csplit-debuginfo=packed', '-Cdwarf-version=4', sourceOf('shapes.rs'), '-o', 'split');
    const table = new SectionTable(new ArraySource(readFileSync(file('split.dwp')), 'split.dwp'));
    const index = new PackageIndex(table.section('.debug_cu_index')!);
    const text = run('readelf', '--debug-dump=cu_index', file('split.dwp'));
    const [offsets = '', sizes = ''] = text.slice(text.indexOf('Offset table')).split('Size table');
    const rows = (part: string) => [...part.matchAll(/^ +\[ *\d+\] 0x(\w+) +(\d+) +(\d+) .* (\d+)$/gm)];
    assert.ok(rows(offsets).length > 1);
    const sizesById = new Map(rows(sizes).map(match => [match[1], match]));
    for (const match of rows(offsets)) {
      const size = sizesById.get(match[1])!;
      const parts = index.find(BigInt(`0x${match[1]!}`))!;
      const part = (column: number) => ({ offset: Number(match[column]), size: Number(size[column]) });
      assert.deepEqual(parts.get('.debug_info.dwo'), part(2));
      assert.deepEqual(parts.get('.debug_abbrev.dwo'), part(3));
      assert.deepEqual(parts.get('.debug_str_offsets.dwo'), part(4));
    }
    assert.equal(index.find(1n), null);
  });
});
