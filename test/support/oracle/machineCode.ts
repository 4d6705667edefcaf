/**
 * The functions in a binary's machine code as nm, readelf and rustfilt see them: the oracle for symbols and for offsets
 * in the file. Knows nothing of our own readers.
 */

import { execFileSync } from 'node:child_process';
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
  readonly file: string;
  readonly #segments: readonly Segment[];
  /** By offset in the file. */
  readonly #symbols: readonly CodeSymbol[];
  /** Length of each instruction that does nothing, by its offset in the file. */
  #padding: ReadonlyMap<number, number> | null = null;

  constructor(file: string) {
    this.file = file;
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

  /** The offset of the first instruction from there on that does something: a loop in optimised code has padding before it. */
  behindPadding(fileOffset: number): number {
    this.#padding ??= this.#readPadding();
    let offset = fileOffset;
    for (let length = this.#padding.get(offset); length !== undefined; length = this.#padding.get(offset))
      offset += length;
    return offset;
  }

  /** The symbols that begin there. */
  symbolsAt(fileOffset: number): CodeSymbol[] {
    return this.#symbols.filter(symbol => symbol.fileOffset === fileOffset);
  }

  symbolsNamed(plainNames: ReadonlySet<string>): CodeSymbol[] {
    return this.#symbols.filter(({ plainName }) => plainNames.has(plainName));
  }

  /**
   * Where the place `offset` of another build of the same code may be in this one. Hashes in symbols differ from build to
   * build, so that several functions of one name and size may be meant.
   */
  offsetsLike(other: MachineCode, fileOffset: number): number[] {
    const start = other.#symbols.findLast(symbol => symbol.fileOffset <= fileOffset);
    if (start === undefined) return [];
    const alike = this.#symbols.filter(({ plainName, size }) => plainName === start.plainName && size === start.size);
    return alike.map(symbol => symbol.fileOffset + fileOffset - start.fileOffset);
  }

  #readPadding(): Map<number, number> {
    const lines = run('objdump', '--disassemble', '--section=.text', this.file).split('\n');
    const padding = new Map<number, number>();
    for (const [index, line] of lines.entries()) {
      const [, address, bytes] =
        /^ +([0-9a-f]+):\t([0-9a-f ]+)\t(?:(?:data16|cs) )*(?:nop|xchg +%ax,%ax)/.exec(line) ?? [];
      const offset = address === undefined ? null : this.fileOffset(parseInt(address, 16));
      if (offset === null) continue;
      // More than seven bytes go on in the next line, which has no instruction.
      const more = /^ +[0-9a-f]+:\t([0-9a-f ]+)$/.exec(lines[index + 1] ?? '')?.[1] ?? '';
      padding.set(offset, `${bytes} ${more}`.trim().split(/ +/).length);
    }
    return padding;
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

/** By rustfilt, which leaves out hashes; LLVM's own endings (`.llvm.123`) are left out here. */
export function demangled(names: readonly string[]): string[] {
  const input = names.map(name => name.replace(/\.llvm\.\d+$/, '')).join('\n');
  return execFileSync('rustfilt', { input, encoding: 'utf8', maxBuffer: 2 ** 28 }).split('\n');
}
