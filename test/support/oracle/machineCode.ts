/**
 * The functions in a binary's machine code as nm, readelf and rustfilt see them: the oracle for symbols and for offsets
 * in the file. Knows nothing of our own readers.
 */

import { run } from '../../unit/binary/fixtures.ts';

export interface CodeSymbol {
  readonly name: string;
  /** As rustfilt demangles it, without hash: `demo::largest` (legacy mangling), `demo::largest::<u64>` (v0). */
  readonly plainName: string;
  readonly fileOffset: number;
  /** Bytes. */
  readonly size: number;
}

interface Segment {
  readonly fileOffset: number;
  readonly virtualAddress: number;
  readonly fileSize: number;
}

export class MachineCode {
  readonly #segments: readonly Segment[];
  /** By offset in the file. */
  readonly #symbols: readonly CodeSymbol[];

  constructor(file: string) {
    this.#segments = segmentsOf(file);
    const lines = run('nm', '--print-size', file)
      .split('\n')
      .flatMap(line => {
        const [, address, size, name] = /^([0-9a-f]{16}) (?:([0-9a-f]{16}) )?[tTwW] (.+)$/.exec(line) ?? [];
        return address === undefined || name === undefined ? [] : [{ address, size: size ?? '0', name }];
      });
    const plainNames = demangled(lines.map(({ name }) => name));
    this.#symbols = lines
      .flatMap(({ address, size, name }, index) => {
        const fileOffset = this.fileOffset(parseInt(address, 16));
        const plainName = plainNames[index]!;
        return fileOffset === null ? [] : [{ name, plainName, fileOffset, size: parseInt(size, 16) }];
      })
      .sort((a, b) => a.fileOffset - b.fileOffset);
  }

  /** Null for an address that no byte of the file is loaded to. */
  fileOffset(virtualAddress: number): number | null {
    for (const segment of this.#segments) {
      const offset = virtualAddress - segment.virtualAddress;
      if (virtualAddress !== 0 && offset >= 0 && offset < segment.fileSize) return segment.fileOffset + offset;
    }
    return null;
  }

  /** The symbols that begin there. */
  symbolsAt(fileOffset: number): CodeSymbol[] {
    return this.#symbols.filter(symbol => symbol.fileOffset === fileOffset);
  }

  symbolsNamed(plainNames: ReadonlySet<string>): CodeSymbol[] {
    return this.#symbols.filter(({ plainName }) => plainNames.has(plainName));
  }

  get hasSymbols(): boolean {
    return this.#symbols.length > 0;
  }

  /**
   * A place in words that hold in another build of the same code, whose hashes differ: `demo::main+0x12 of 0x40`;
   * all names of the code, when there are several.
   */
  placeOf(fileOffset: number): string {
    const start = this.#symbols.findLast(symbol => symbol.fileOffset <= fileOffset);
    if (start === undefined) return `nothing+0x${fileOffset.toString(16)}`;
    const names = this.symbolsAt(start.fileOffset).map(({ plainName }) => plainName);
    const inside = (fileOffset - start.fileOffset).toString(16);
    return `${[...new Set(names)].sort().join(' = ')}+0x${inside} of 0x${start.size.toString(16)}`;
  }
}

/** What a loader takes from the file, from `readelf --program-headers`. */
function segmentsOf(file: string): Segment[] {
  return run('readelf', '--program-headers', '--wide', file)
    .split('\n')
    .flatMap(line => {
      const [, fileOffset, virtualAddress, fileSize] = /^ +LOAD +(0x\w+) (0x\w+) 0x\w+ (0x\w+)/.exec(line) ?? [];
      return fileOffset === undefined
        ? []
        : [{ fileOffset: Number(fileOffset), virtualAddress: Number(virtualAddress), fileSize: Number(fileSize) }];
    });
}

/** rustfilt leaves out hashes; LLVM's own endings (`.llvm.123`) are left out here. */
function demangled(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const withoutEnding = names.map(name => name.replace(/\.llvm\.\d+$/, ''));
  return run('rustfilt', '--', ...withoutEnding)
    .trimEnd()
    .split('\n');
}
