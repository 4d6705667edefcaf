import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ArraySource } from '../../../src/binary/byteSource.ts';
import { ElfFile, openElf } from '../../../src/binary/elf.ts';
import { MalformedError } from '../../../src/binary/malformedError.ts';
import { HumanError } from '../../../src/model/humanError.ts';
import { fixture, run, temporaryFile, type FixtureName } from './fixtures.ts';

const KINDS: readonly FixtureName[] = [
  'dwarf4',
  'static',
  'staticPie',
  'bfd',
  'gold',
  'oneSegment',
  'manySegments',
  'optimised',
  'c5',
  'library',
];

function withElf(name: FixtureName, use: (elf: ElfFile) => void): void {
  const elf = openElf(fixture(name));
  try {
    use(elf);
  } finally {
    elf.dispose();
  }
}

const hex = (text: string | undefined) => BigInt(`0x${text ?? ''}`);

describe('ElfFile', function () {
  this.timeout(60_000);

  for (const name of [...KINDS, 'stripped'] as const) {
    it(`knows the symbols that nm prints: ${name}`, () => {
      const options = name === 'stripped' ? ['-D', '--without-symbol-versions'] : [];
      // nm -fsysv: name|value|class|type|size|line|section
      const printed = run('nm', '-fsysv', '--no-sort', ...options, fixture(name))
        .split('\n')
        .map(line => line.split('|').map(cell => cell.trim()))
        .filter(cells => cells.length === 7 && cells[0] !== 'Name')
        .map(([symbol, value, , type, size]) => ({
          name: symbol,
          virtualAddress: value === '' ? 0n : hex(value),
          size: size === '' ? 0 : Number(hex(size)),
          isFunction: type === 'FUNC',
        }));
      assert.ok(printed.length > 5);
      withElf(name, elf => {
        const ours = elf
          .symbols()
          .map(({ sectionIndex: _section, binding: _binding, isHidden: _isHidden, ...symbol }) => symbol);
        assert.deepEqual(ours, printed);
      });
    });

    it(`knows section, binding and visibility of each symbol: ${name}`, () => {
      const table = name === 'stripped' ? '.dynsym' : '.symtab';
      const printed = new Map<string, string>();
      let isTable = false;
      for (const line of run('readelf', '-sW', fixture(name)).split('\n')) {
        if (line.startsWith('Symbol table')) isTable = line.includes(table);
        const match = /^ +\d+: (\w+) +\S+ \w+ +(\w+) +(\w+) +(\w+) (\S+)/.exec(line);
        if (match === null || !isTable) continue;
        const index = match[4] === 'UND' ? 0 : match[4] === 'ABS' ? 0xfff1 : Number(match[4]);
        const text = `${index} ${match[2]!.toLowerCase()} ${match[3] === 'HIDDEN'}`;
        printed.set(`${match[5]!.replace(/@.*/, '')} ${hex(match[1])}`, text);
      }
      withElf(name, elf => {
        for (const symbol of elf.symbols()) {
          const key = `${symbol.name.replace(/@.*/, '')} ${symbol.virtualAddress}`;
          assert.equal(`${symbol.sectionIndex} ${symbol.binding} ${symbol.isHidden}`, printed.get(key), key);
        }
      });
    });
  }

  for (const name of KINDS) {
    it(`knows the sections that readelf prints, and their bytes: ${name}`, () => {
      const file = readFileSync(fixture(name));
      withElf(name, elf => {
        const lines = run('readelf', '-SW', fixture(name)).split('\n');
        let compared = 0;
        for (const line of lines) {
          const match = /^ +\[ *(\d+)\] (\S*) +([A-Z_]+) +\w+ (\w+) (\w+)/.exec(line);
          if (match === null || match[3] === 'NULL') continue;
          const section = match[2]!;
          assert.equal(elf.sectionNames[Number(match[1])], section);
          const [offset, size] = [Number(hex(match[4])), Number(hex(match[5]))];
          const source = elf.section(section);
          if (match[3] === 'NOBITS') assert.equal(source, null);
          else assert.deepEqual(Buffer.from(source!.read(0, size)), file.subarray(offset, offset + size), section);
          compared++;
        }
        assert.ok(compared > 20);
        assert.equal(elf.section('.none'), null);
      });
    });

    it(`goes from addresses to file offsets as the program headers say: ${name}`, () => {
      const segments = run('readelf', '-lW', fixture(name))
        .split('\n')
        .map(line => /^ +LOAD +0x(\w+) 0x(\w+) 0x\w+ 0x(\w+)/.exec(line))
        .filter(match => match !== null)
        .map(([, offset, address, size]) => ({ offset: hex(offset), address: hex(address), size: hex(size) }));
      assert.ok(segments.length >= 2);
      withElf(name, elf => {
        for (const { offset, address, size } of segments) {
          assert.equal(elf.fileOffset(address), Number(offset));
          assert.equal(elf.fileOffset(address + size - 1n), Number(offset + size - 1n));
          const behind = segments.find(
            next => next.address <= address + size && address + size < next.address + next.size,
          );
          if (behind === undefined) assert.equal(elf.fileOffset(address + size), null);
        }
        assert.equal(elf.fileOffset(2n ** 64n - 1n), null);
      });
    });

    it(`reads the code that objdump prints: ${name}`, () => {
      withElf(name, elf => {
        const main = elf
          .symbols()
          .find(symbol => symbol.isFunction && symbol.size > 0 && symbol.name.includes('helper'));
        const symbol = main ?? elf.symbols().find(({ name: symbolName }) => symbolName === 'main')!;
        const end = symbol.virtualAddress + BigInt(symbol.size);
        const printed = run(
          'objdump',
          '-d',
          `--start-address=${symbol.virtualAddress}`,
          `--stop-address=${end}`,
          fixture(name),
        )
          .split('\n')
          .map(line => /^ +\w+:\t((?:\w\w )+)/.exec(line)?.[1] ?? '')
          .join('')
          .replaceAll(' ', '');
        assert.equal(Buffer.from(elf.readCode(symbol.virtualAddress, symbol.size)).toString('hex'), printed);
        assert.ok(printed.length > 0);
        assert.ok(elf.isCode(symbol.virtualAddress));
        assert.throws(() => elf.readCode(1n, 4), MalformedError);
        assert.throws(() => elf.readCode(symbol.virtualAddress, 2 ** 30), MalformedError);
      });
    });

    it(`knows build-id, machine and kind of file: ${name}`, () => {
      withElf(name, elf => {
        assert.equal(elf.buildId, /Build ID: (\w+)/.exec(run('readelf', '-nW', fixture(name)))?.[1] ?? null);
        assert.equal(elf.machine, 'x86_64');
        const type = /Type: +(.*)$/m.exec(run('readelf', '-hW', fixture(name)))![1]!;
        assert.equal(elf.isPie, type.includes('Position-Independent Executable'));
      });
    });
  }

  for (const name of ['zlib', 'zstd', 'zdebug'] as const) {
    it(`decompresses debug sections: ${name}`, () => {
      assert.match(run('readelf', '-SW', fixture(name)), name === 'zdebug' ? /\.zdebug_info/ : /\.debug_info.* C /);
      const plain = openElf(fixture('dwarf4'));
      withElf(name, elf => {
        for (const section of ['.debug_info', '.debug_str', '.debug_line', '.debug_abbrev', '.debug_ranges']) {
          const [ours, original] = [elf.section(section)!, plain.section(section)!];
          assert.equal(ours.size, original.size);
          assert.deepEqual(Buffer.from(ours.read(0, ours.size)), Buffer.from(original.read(0, original.size)));
        }
      });
      plain.dispose();
    });
  }

  for (const name of ['zlib', 'zstd'] as const) {
    it(`refuses a compressed section whose announced size is wrong: ${name}`, () => {
      const bytes = readFileSync(fixture(name));
      const offset = Number(hex(/\.debug_str +PROGBITS +\w+ (\w+)/.exec(run('readelf', '-SW', fixture(name)))?.[1]));
      for (const change of [-1n, 1n, 2n ** 40n]) {
        const damaged = Buffer.from(bytes);
        damaged.writeBigUInt64LE(bytes.readBigUInt64LE(offset + 8) + change, offset + 8);
        const elf = new ElfFile(new ArraySource(damaged, 'damaged'));
        assert.throws(() => elf.section('.debug_str'), MalformedError, String(change));
      }
    });
  }

  it('reads more sections than fit in the header', () => {
    withElf('manySections', elf => {
      assert.ok(elf.sectionNames.length > 66_000);
      assert.equal(elf.sectionNames[65_999], 's65997');
      assert.deepEqual([...elf.section('s65999')!.read(0, 1)], [1]);
      const start = elf.symbols().find(({ name }) => name === '_start')!;
      assert.equal(elf.sectionNames[start.sectionIndex], '.text');
    });
  });

  const refused: [what: string, change: (file: Buffer) => Buffer | string, says: RegExp][] = [
    ['a text', () => 'fn main() {}\n', /is not an ELF file/],
    ['an empty file', () => '', /is not an ELF file/],
    ['a cut header', file => file.subarray(0, 40), /header/],
    ['a 32-bit program', file => withByte(file, 4, 1), /32-bit/],
    ['a big-endian program', file => withByte(file, 5, 2), /big-endian/],
    ['a program for RISC-V', file => withByte(file, 18, 243), /is a 64-bit RISC-V program/],
    ['a core dump', file => withByte(file, 16, 4), /core dump/],
    ['a cut program', file => file.subarray(0, file.length >> 1), /beyond its end|ends before/],
  ];
  for (const [what, change, says] of refused) {
    it(`says what is wrong with ${what}`, () => {
      const file = temporaryFile('refused', change(Buffer.from(readFileSync(fixture('c4')))));
      assert.throws(
        () => openElf(file),
        (error: unknown) =>
          error instanceof HumanError && says.test(error.message) && error.detail.advice !== undefined,
      );
    });
  }

  it('says that an object file is not linked yet', () => {
    assert.throws(() => openElf(fixture('object')), /not linked yet/);
  });

  it('reads programs for aarch64 too', () => {
    withElf('aarch64', elf => {
      assert.equal(elf.machine, 'aarch64');
      const lines = run('readelf', '-sW', fixture('aarch64')).split('\n');
      const printed = lines
        .map(line => /^ +\d+: (\w+) +(\d+) FUNC +\w+ +\w+ +\w+ (\S+)/.exec(line))
        .filter(match => match !== null)
        .map(match => ({ name: match[3], virtualAddress: hex(match[1]), size: Number(match[2]) }));
      assert.ok(printed.length >= 4);
      const ours = elf.symbols().filter(({ isFunction }) => isFunction);
      assert.deepEqual(
        ours.map(({ name, virtualAddress, size }) => ({ name, virtualAddress, size })),
        printed,
      );
      const dump = run('readelf', '-x', '.text', fixture('aarch64'));
      for (const { virtualAddress } of printed) {
        const code = Buffer.from(elf.readCode(virtualAddress, 4)).toString('hex');
        assert.ok(elf.isCode(virtualAddress) && dump.includes(code));
      }
    });
  });

  it('knows code and offsets of a program without a section table', () => {
    const bytes = Buffer.from(readFileSync(fixture('c4')));
    bytes.writeBigUInt64LE(0n, 40); // e_shoff
    bytes.writeUInt32LE(0, 60); // e_shnum, e_shstrndx
    const bare = new ElfFile(new ArraySource(bytes, 'bare'));
    assert.deepEqual([bare.symbols(), bare.hasSymbolTable, bare.section('.debug_info')], [[], false, null]);
    withElf('c4', elf => {
      assert.equal(bare.buildId, elf.buildId);
      for (const { isFunction, virtualAddress, size } of elf.symbols()) {
        if (!isFunction || size === 0) continue;
        assert.ok(bare.isCode(virtualAddress));
        assert.equal(bare.fileOffset(virtualAddress), elf.fileOffset(virtualAddress));
        assert.deepEqual(
          Buffer.from(bare.readCode(virtualAddress, size)),
          Buffer.from(elf.readCode(virtualAddress, size)),
        );
      }
      const data = elf.symbols().find(({ name }) => name === 'pointer')!;
      assert.equal(bare.isCode(data.virtualAddress), false);
    });
  });

  const others: [what: string, start: string, says: RegExp][] = [
    ['a script', '#!/bin/sh\n', /a script/],
    ['an archive', '!<arch>\n', /archive of object files/],
    ['a program for Windows', 'MZ\x90\0', /for Windows/],
    ['a program for macOS', '\xcf\xfa\xed\xfe', /for macOS/],
    ['WebAssembly', '\0asm', /WebAssembly/],
  ];
  for (const [what, start, says] of others) {
    it(`says that it is ${what}`, () => {
      const file = temporaryFile('other', Buffer.from(start.padEnd(100, 'x'), 'latin1'));
      assert.throws(() => openElf(file), says);
    });
  }

  it('names real programs of other processors', () => {
    const source = temporaryFile('other.s', '');
    const object = temporaryFile('other.o', '');
    for (const [option, says] of [
      ['--32', /is a 32-bit x86 program/],
      ['--x32', /is a 32-bit x86-64 program/],
    ] as const) {
      run('as', option, source, '-o', object);
      assert.throws(() => openElf(object), says);
    }
    const bytes = Buffer.from(readFileSync(fixture('c4')));
    bytes[5] = 2;
    bytes.writeUInt16BE(2, 16);
    bytes.writeUInt16BE(21, 18);
    const powerPc = new ArraySource(bytes, 'power');
    assert.throws(() => new ElfFile(powerPc), /power is a 64-bit big-endian PowerPC program/);
  });
});

function withByte(file: Buffer, offset: number, byte: number): Buffer {
  file[offset] = byte;
  return file;
}
