/**
 * A linked ELF file, read on demand: sections, symbols and the way from virtual addresses to file offsets.
 * ELF64, little-endian, x86-64 and aarch64. What the debug sections mean is left to dwarf.ts.
 * Specification: ELF-64 Object File Format 1.5 and the System V gABI.
 */

import { AddressRanges, type AddressRange } from './addressRanges.ts';
import { readUpTo, type ByteSource } from './byteSource.ts';
import { readHeader, type ElfHeader, type Machine } from './elf/header.ts';
import { readBuildId, readIsPie } from './elf/notes.ts';
import { openSection } from './elf/sectionBytes.ts';
import { readSections, type SectionHeader } from './elf/sections.ts';
import { PT_LOAD, readSegments, type Segment } from './elf/segments.ts';
import { readSymbols, type ElfSymbol } from './elf/symbols.ts';
import { FileSource } from './fileSource.ts';
import { MalformedError } from './malformedError.ts';

export type { ElfSymbol } from './elf/symbols.ts';

const SHT_SYMTAB_SHNDX = 18;

/** The caller disposes it. Throws `HumanError` when the file cannot be read or is not one of ours. */
export function openElf(path: string): ElfFile {
  const file = new FileSource(path);
  try {
    return new ElfFile(
      file,
      () => {
        file.dispose();
      },
      file.identity,
    );
  } catch (error) {
    file.dispose();
    throw error;
  }
}

interface LoadedRange extends AddressRange {
  readonly fileOffset: number;
}

export class ElfFile {
  readonly path: string;
  readonly machine: Machine;
  /** Marked by the linker as a position-independent program (a shared library is none). */
  readonly isPie: boolean;
  /** Lower-case hexadecimal, or null when the linker wrote none that can be read. */
  readonly buildId: string | null;
  /** Equal for files of equal contents, as far as can be told without reading them; null when nothing tells. */
  readonly identity: string | null;
  readonly #file: ByteSource;
  readonly #close: () => void;
  readonly #sections: readonly SectionHeader[];
  readonly #loaded: AddressRanges<LoadedRange>;
  readonly #code: AddressRanges<AddressRange>;
  readonly #opened = new Map<SectionHeader, ByteSource | null>();
  #symbols: readonly ElfSymbol[] | null = null;

  /**
   * Over any source; `close` is called once by `dispose`. `fileIdentity` tells a file without a build-id from others.
   * Throws `HumanError`.
   */
  constructor(file: ByteSource, close: () => void = () => undefined, fileIdentity: string | null = null) {
    const header: ElfHeader = readHeader(file);
    const segments = readSegments(file, header);
    this.path = file.label;
    this.machine = header.machine;
    this.isPie = header.isDynamic && readIsPie(file, segments);
    this.buildId = readBuildId(file, segments);
    this.identity = this.buildId === null ? fileIdentity : `${this.buildId}:${file.size}`;
    this.#file = file;
    this.#close = close;
    this.#sections = readSections(file, header);
    this.#loaded = new AddressRanges(segments.filter(({ type }) => type === PT_LOAD).map(loadedRange));
    this.#code = new AddressRanges(
      this.#sections
        .filter(({ isCode }) => isCode)
        .map(({ virtualAddress, size }) => ({ start: virtualAddress, end: virtualAddress + BigInt(size) })),
    );
  }

  /** Names of all sections by index; the first is empty. */
  get sectionNames(): readonly string[] {
    return this.#sections.map(({ name }) => name);
  }

  /** The contents, decompressed, of the first section of that name; null when it is absent or not in the file. */
  section(name: string): ByteSource | null {
    const header = this.#sections.find(section => section.name === name);
    return header === undefined ? null : this.#open(header);
  }

  /** Symbols of .symtab, or of .dynsym when the file is stripped. Read once, at the first use. */
  symbols(): readonly ElfSymbol[] {
    this.#symbols ??= this.#readSymbols();
    return this.#symbols;
  }

  /** Where the byte at a virtual address stands in the file, or null when it is not loaded from the file. */
  fileOffset(virtualAddress: bigint): number | null {
    const range = this.#loaded.find(virtualAddress);
    return range === null ? null : range.fileOffset + Number(virtualAddress - range.start);
  }

  /** Whether the address lies in a section of machine code. */
  isCode(virtualAddress: bigint): boolean {
    return this.#code.find(virtualAddress) !== null;
  }

  /** `length` bytes of machine code. Throws `MalformedError` when they are not all code of this file. */
  readCode(virtualAddress: bigint, length: number): Uint8Array {
    const range = this.#loaded.find(virtualAddress);
    if (range === null || !this.isCode(virtualAddress) || virtualAddress + BigInt(length) > range.end) {
      throw new MalformedError(this.path, `it has no ${length} bytes of code at 0x${virtualAddress.toString(16)}`);
    }
    return this.#file.read(range.fileOffset + Number(virtualAddress - range.start), length);
  }

  /** The machine code from an address, as much of `length` bytes as is loaded; empty where there is none. */
  readCodeUpTo(virtualAddress: bigint, length: number): Uint8Array {
    const range = this.#loaded.find(virtualAddress);
    if (range === null || !this.isCode(virtualAddress)) return new Uint8Array(0);
    const inRange = Number(virtualAddress - range.start);
    return readUpTo(this.#file, range.fileOffset + inRange, Math.min(length, Number(range.end - virtualAddress)));
  }

  /** Closes the file; nothing may be read afterwards. */
  dispose(): void {
    this.#close();
  }

  #open(header: SectionHeader): ByteSource | null {
    let source = this.#opened.get(header);
    if (source === undefined) {
      source = openSection(this.#file, header);
      this.#opened.set(header, source);
    }
    return source;
  }

  #readSymbols(): readonly ElfSymbol[] {
    const header =
      this.#sections.find(({ name }) => name === '.symtab') ?? this.#sections.find(({ name }) => name === '.dynsym');
    const table = header === undefined ? null : this.#open(header);
    if (header === undefined || table === null) return [];
    const nameSection = this.#sections[header.link];
    const names = nameSection === undefined ? null : this.#open(nameSection);
    if (names === null) throw new MalformedError(table.label, 'its names are missing');
    const tableIndex = this.#sections.indexOf(header);
    const indexes = this.#sections.find(({ type, link }) => type === SHT_SYMTAB_SHNDX && link === tableIndex);
    return readSymbols(table, names, indexes === undefined ? null : this.#open(indexes));
  }
}

function loadedRange({ virtualAddress, fileSize, fileOffset }: Segment): LoadedRange {
  return { start: virtualAddress, end: virtualAddress + BigInt(fileSize), fileOffset };
}
