/**
 * A linked ELF file, read on demand: sections, symbols and the way from virtual addresses to file offsets.
 * ELF64, little-endian, x86-64 and aarch64. A stripped file takes symbols and debug sections from its debug file,
 * code and offsets always from itself. What the debug sections mean is left to dwarf.ts.
 * Specification: ELF-64 Object File Format 1.5 and the System V gABI.
 */

import { AddressRanges, type AddressRange } from './addressRanges.ts';
import { readUpTo, type ByteSource } from './byteSource.ts';
import { findDebugFile, type DebugFileSearch } from './elf/debugFile.ts';
import { readHeader, refuseUnlinked, type Machine } from './elf/header.ts';
import { readBuildId, readIsPie } from './elf/notes.ts';
import { SectionTable } from './elf/sectionTable.ts';
import { PT_LOAD, readSegments, type Segment } from './elf/segments.ts';
import type { ElfSymbol } from './elf/symbols.ts';
import { FileSource } from './fileSource.ts';
import { MalformedError } from './malformedError.ts';
import type { HumanErrorDetail } from '../model/humanError.ts';

export type { ElfSymbol } from './elf/symbols.ts';

/**
 * The caller disposes it. `debugFolder`: where the system keeps debug files, if not at its usual place.
 * Throws `HumanError` when the file cannot be read or is not one of ours.
 */
export function openElf(path: string, debugFolder?: string): ElfFile {
  const file = new FileSource(path);
  try {
    const close = () => {
      file.dispose();
    };
    return new ElfFile(file, close, file.identity, (sections, buildId) =>
      findDebugFile(sections, buildId, debugFolder),
    );
  } catch (error) {
    file.dispose();
    throw error;
  }
}

const NOT_SEARCHED: DebugFileSearch = { file: null, rejected: [] };

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
  /** Equal for files of equal contents and debug files, as far as can be told without reading them; null when nothing tells. */
  readonly identity: string | null;
  readonly #file: ByteSource;
  readonly #close: () => void;
  readonly #sections: SectionTable;
  readonly #loaded: AddressRanges<LoadedRange>;
  readonly #code: AddressRanges<AddressRange>;
  readonly #debug: DebugFileSearch;
  #symbols: readonly ElfSymbol[] | null = null;

  /**
   * Over any source; `close` is called once by `dispose`. `fileIdentity` tells a file without a build-id from others.
   * `findDebug` is asked for the debug file of a file without symbols or without debug information.
   * Throws `HumanError`.
   */
  constructor(
    file: ByteSource,
    close: () => void = () => undefined,
    fileIdentity: string | null = null,
    findDebug: (sections: SectionTable, buildId: string | null) => DebugFileSearch = () => NOT_SEARCHED,
  ) {
    const header = readHeader(file);
    refuseUnlinked(file, header);
    const segments = readSegments(file, header);
    this.path = file.label;
    this.machine = header.machine;
    this.isPie = header.isDynamic && readIsPie(file, segments);
    this.buildId = readBuildId(file, segments);
    this.#file = file;
    this.#close = close;
    this.#sections = new SectionTable(file, header);
    this.#loaded = new AddressRanges(segments.filter(({ type }) => type === PT_LOAD).map(loadedRange));
    const code = this.#sections.codeRanges;
    // Without a section table, what is loaded to be executed is all that is known.
    this.#code = new AddressRanges(
      code.length > 0 ? code : segments.filter(({ type, isCode }) => type === PT_LOAD && isCode).map(loadedRange),
    );
    const isWhole = this.#sections.has('.symtab') && this.#sections.has('.debug_info');
    this.#debug = isWhole ? NOT_SEARCHED : findDebug(this.#sections, this.buildId);
    const own = this.buildId === null ? fileIdentity : `${this.buildId}:${file.size}`;
    this.identity = own === null || this.#debug.file === null ? own : `${own}+${this.#debug.file.identity}`;
  }

  /** Names of all sections of the file itself by index; the first is empty. */
  get sectionNames(): readonly string[] {
    return this.#sections.names;
  }

  /** Whether there are all symbols, and not only those that the dynamic linker needs. */
  get hasSymbolTable(): boolean {
    return this.#sections.has('.symtab') || (this.#debug.file?.sections.has('.symtab') ?? false);
  }

  /** Of the file that debug sections come from: its own, or that of its debug file. */
  get debugInfoPath(): string {
    return (this.#debugSections ?? this.#sections).path;
  }

  /** Why files that seemed to be its debug file could not be used. */
  get rejectedDebugFiles(): readonly HumanErrorDetail[] {
    return this.#debug.rejected;
  }

  /**
   * The contents, decompressed, of the first section of that name; null when it is absent or not in the file.
   * Debug sections are all of the file with the debug information. Throws `MalformedError`.
   */
  section(name: string): ByteSource | null {
    const isOfDebugInfo = name.startsWith('.debug_') || name === '.gnu_debugaltlink';
    return (isOfDebugInfo ? this.#debugSections?.section(name) : null) ?? this.#sections.section(name);
  }

  /** Symbols of .symtab, or of .dynsym when there is none. Read once, at the first use. Throws `MalformedError`. */
  symbols(): readonly ElfSymbol[] {
    this.#symbols ??=
      this.#sections.symbols('.symtab') ??
      this.#debug.file?.sections.symbols('.symtab') ??
      this.#sections.symbols('.dynsym') ??
      [];
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

  /** What is loaded at an address and behind it, as much of `length` bytes as the file has; empty where there is none. */
  readLoadedUpTo(virtualAddress: bigint, length: number): Uint8Array {
    const range = this.#loaded.find(virtualAddress);
    if (range === null) return new Uint8Array(0);
    const inRange = Number(virtualAddress - range.start);
    return readUpTo(this.#file, range.fileOffset + inRange, Math.min(length, Number(range.end - virtualAddress)));
  }

  /** Of the debug file, if the debug information is there. */
  get #debugSections(): SectionTable | null {
    return this.#sections.has('.debug_info') ? null : (this.#debug.file?.sections ?? null);
  }

  /** Closes the file and its debug file; nothing may be read afterwards. */
  dispose(): void {
    this.#debug.file?.close();
    this.#close();
  }
}

function loadedRange({ virtualAddress, fileSize, fileOffset }: Segment): LoadedRange {
  return { start: virtualAddress, end: virtualAddress + BigInt(fileSize), fileOffset };
}
