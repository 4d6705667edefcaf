import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from '../../src/binary/elf/crc32.ts';
import { openElf, type ElfFile } from '../../src/binary/elf.ts';
import { ArraySource } from '../../src/binary/byteSource.ts';
import { FunctionIndex } from '../../src/binary/functionIndex.ts';
import { HumanError } from '../../src/model/humanError.ts';
import { describedIn } from '../unit/binary/functionLines.ts';
import { fixture, newFolder, run, sourceOf, type FixtureName } from '../unit/binary/fixtures.ts';

/** `folder/program` is the stripped program; its debug file goes where a test wants it. */
interface Stripped {
  readonly folder: string;
  readonly program: string;
  /** Made by objcopy or eu-strip, not yet where anybody looks. */
  readonly debugFile: string;
}

type Maker = (plain: string, program: string, debugFile: string) => void;

const MAKERS: readonly (readonly [what: string, make: Maker])[] = [
  [
    'objcopy',
    (plain, program, debugFile) => {
      run('objcopy', '--only-keep-debug', plain, debugFile);
      run('objcopy', '--strip-all', `--add-gnu-debuglink=${debugFile}`, plain, program);
    },
  ],
  [
    'objcopy, compressed',
    (plain, program, debugFile) => {
      run('objcopy', '--only-keep-debug', '--compress-debug-sections=zlib', plain, debugFile);
      run('objcopy', '--strip-all', `--add-gnu-debuglink=${debugFile}`, plain, program);
    },
  ],
  [
    'eu-strip',
    (plain, program, debugFile) => {
      run('eu-strip', '-f', debugFile, '-o', program, plain);
    },
  ],
];

function stripped(plain: string, make: Maker = MAKERS[0]![1]): Stripped {
  const folder = newFolder();
  mkdirSync(path.join(folder, 'made'));
  const [program, debugFile] = [path.join(folder, 'program'), path.join(folder, 'made', 'program.debug')];
  make(plain, program, debugFile);
  return { folder, program, debugFile };
}

/** As rustc's, without a build-id, so that the checksum decides. */
function withoutBuildId(): string {
  const file = path.join(newFolder(), 'plain');
  run('gcc', '-g', '-Wl,--build-id=none', sourceOf('shapes.c'), '-o', file);
  return file;
}

async function using<T>(elf: ElfFile, use: (elf: ElfFile) => T | Promise<T>): Promise<T> {
  try {
    return await use(elf);
  } finally {
    elf.dispose();
  }
}

/** Everything that a debug file gives and everything that it must not change. */
async function assertSame(ours: ElfFile, plainFile: string): Promise<void> {
  await using(openElf(plainFile), async plain => {
    const { functions } = await describedIn(plain);
    assert.ok(functions.length >= 4);
    assert.deepEqual((await describedIn(ours)).functions, functions);
    const names = (elf: ElfFile) =>
      elf
        .symbols()
        .map(({ name, virtualAddress }) => `${name} ${virtualAddress}`)
        .sort();
    assert.deepEqual(names(ours), names(plain));
    for (const { isFunction, virtualAddress, size } of plain.symbols()) {
      assert.equal(ours.fileOffset(virtualAddress), plain.fileOffset(virtualAddress));
      if (!isFunction || size === 0) continue;
      assert.deepEqual(ours.readCode(virtualAddress, size), plain.readCode(virtualAddress, size));
    }
    assert.equal(ours.hasSymbolTable, true);
    assert.deepEqual(ours.rejectedDebugFiles, []);
  });
}

describe('the debug file of a stripped program', function () {
  this.timeout(60_000);

  for (const [what, make] of MAKERS) {
    for (const name of ['dwarf4', 'optimised5', 'c5', 'library'] as const satisfies FixtureName[]) {
      it(`gives what the whole program has: ${what}, ${name}`, async () => {
        const { folder, program, debugFile } = stripped(fixture(name), make);
        await using(openElf(program, folder), elf => {
          assert.equal(elf.hasSymbolTable, false);
          assert.equal(elf.section('.debug_info'), null);
        });
        copyFileSync(debugFile, path.join(folder, 'program.debug'));
        await using(openElf(program, folder), elf => assertSame(elf, fixture(name)));
      });
    }
  }

  it('is looked for where gdb looks', async () => {
    const { folder, program, debugFile } = stripped(fixture('c4'));
    const buildId = /Build ID: (\w+)/.exec(run('readelf', '-nW', program))![1]!;
    const places = [
      `.build-id/${buildId.slice(0, 2)}/${buildId.slice(2)}.debug`,
      'program.debug',
      '.debug/program.debug',
      `system${folder}/program.debug`,
    ];
    for (const place of places) {
      const system = path.join(folder, place.startsWith('system') ? 'system' : '.');
      const target = path.join(folder, place);
      mkdirSync(path.dirname(target), { recursive: true });
      copyFileSync(debugFile, target);
      await using(openElf(program, system), elf => assertSame(elf, fixture('c4')));
      const printed = run('gdb', '-nx', '-batch', '-iex', `set debug-file-directory ${system}`, program);
      assert.doesNotMatch(printed, /No debugging symbols/, place);
      rmSync(target);
    }
  });

  it('is found from a link to the program', async () => {
    const { folder, program, debugFile } = stripped(fixture('c4'));
    copyFileSync(debugFile, path.join(folder, 'program.debug'));
    const link = path.join(newFolder(), 'link');
    symlinkSync(program, link);
    await using(openElf(link), elf => assertSame(elf, fixture('c4')));
  });

  it('is known by its checksum where there is no build-id', async () => {
    const plain = withoutBuildId();
    const { folder, program, debugFile } = stripped(plain);
    copyFileSync(debugFile, path.join(folder, 'program.debug'));
    await using(openElf(program), elf => assertSame(elf, plain));
    writeFileSync(path.join(folder, 'program.debug'), Buffer.concat([readFileSync(debugFile), Buffer.from([0])]));
    await using(openElf(program), elf => {
      assert.equal(elf.hasSymbolTable, false);
      assert.match(elf.rejectedDebugFiles[0]?.message ?? '', /another build/);
    });
  });

  it('has the checksum that objcopy writes', () => {
    const { program, debugFile } = stripped(withoutBuildId());
    const printed = /^ +CRC value: 0x(\w+)/m.exec(run('readelf', '--debug-dump=links', program))![1]!;
    assert.equal(crc32(new ArraySource(readFileSync(debugFile), debugFile)), parseInt(printed, 16));
  });

  const bad: [what: string, make: (file: string, debugFile: string) => void, says: RegExp | null][] = [
    [
      'one of another build',
      file => {
        run('objcopy', '--only-keep-debug', fixture('c5'), file);
      },
      /program\.debug is not the debug file of .*program: it comes from another build/,
    ],
    [
      'a cut one',
      (file, debugFile) => {
        writeFileSync(file, readFileSync(debugFile).subarray(0, 5000));
      },
      /Cannot read/,
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
    [
      'a text',
      file => {
        writeFileSync(file, 'no');
      },
      /not an ELF file/,
    ],
    ['none', () => undefined, null],
  ];
  for (const [what, make, says] of bad) {
    it(`is done without when it is ${what}, and the reason is kept`, async () => {
      const { folder, program, debugFile } = stripped(fixture('c4'));
      make(path.join(folder, 'program.debug'), debugFile);
      await using(openElf(program, folder), async elf => {
        assert.deepEqual((await describedIn(elf)).functions, []);
        assert.ok(elf.symbols().some(({ name }) => name === 'abort'));
        assert.match(elf.rejectedDebugFiles.map(({ message }) => message).join() || 'none', says ?? /^none$/);
      });
    });
  }

  it('is not the program itself', async () => {
    const folder = newFolder();
    const program = path.join(folder, 'program');
    run('objcopy', '--strip-all', fixture('c4'), program);
    copyFileSync(program, `${program}.before`);
    run('objcopy', `--add-gnu-debuglink=${program}`, `${program}.before`, program);
    await using(openElf(program, folder), elf => {
      assert.equal(elf.hasSymbolTable, false);
      assert.deepEqual(elf.rejectedDebugFiles, []);
    });
  });

  it('has the skeletons of what was split off', async () => {
    const folder = newFolder();
    const plain = path.join(folder, 'plain');
    const options = ['--edition=2024', '-g', '-Cpanic=abort', '-Clink-arg=-lc', '-Csplit-debuginfo=packed'];
    run('rustc', ...options, sourceOf('shapes.rs'), '-o', plain);
    const { folder: own, program, debugFile } = stripped(plain);
    copyFileSync(debugFile, path.join(own, 'program.debug'));
    copyFileSync(`${plain}.dwp`, `${program}.dwp`);
    await using(openElf(program), elf => assertSame(elf, plain));
  });

  it('is refused with a reason when dwz moved parts of it elsewhere', async () => {
    const { folder, program } = stripped(fixture('c4'));
    const debugFile = path.join(folder, 'program.debug');
    const link = path.join(folder, 'link');
    writeFileSync(link, 'shared.debug\0hash');
    run('objcopy', '--only-keep-debug', fixture('c4'), debugFile);
    run('objcopy', `--add-section=.gnu_debugaltlink=${link}`, debugFile);
    await using(openElf(program), async elf => {
      await assert.rejects(
        new FunctionIndex(elf).all(),
        (error: unknown) => error instanceof HumanError && error.message.includes(`${debugFile} shares`),
      );
    });
  });
});
