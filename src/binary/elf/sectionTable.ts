/** The sections of an ELF file of any type, linked or not, and the symbols in them. */

import type { AddressRange } from '../addressRanges.ts';
import type { ByteSource } from '../byteSource.ts';
import { MalformedError } from '../malformedError.ts';
import { readHeader, type ElfHeader } from './header.ts';
import { openSection } from './sectionBytes.ts';
import { readSections, SHT_NOBITS, type SectionHeader } from './sections.ts';
import { readSymbols, type ElfSymbol } from './symbols.ts';

const SHT_SYMTAB_SHNDX = 18;

export class SectionTable {
  readonly path: string;
  readonly #file: ByteSource;
  readonly #headers: readonly SectionHeader[];
  /** The first of each name that has bytes in the file. */
  readonly #byName: ReadonlyMap<string, SectionHeader>;
  readonly #opened = new Map<SectionHeader, ByteSource | null>();

  /** Throws `HumanError` when the file is no ELF file of ours, `MalformedError` when it is damaged. */
  constructor(file: ByteSource, header: ElfHeader = readHeader(file)) {
    this.path = file.label;
    this.#file = file;
    this.#headers = readSections(file, header);
    const inFile = this.#headers.filter(({ type }) => type !== SHT_NOBITS);
    this.#byName = new Map(inFile.map(section => [section.name, section] as const).reverse());
  }

  /** Names of all sections by index; the first is empty. */
  get names(): readonly string[] {
    return this.#headers.map(({ name }) => name);
  }

  /** Where machine code is loaded. */
  get codeRanges(): readonly AddressRange[] {
    return this.#headers
      .filter(({ isCode }) => isCode)
      .map(({ virtualAddress, size }) => ({ start: virtualAddress, end: virtualAddress + BigInt(size) }));
  }

  /** Whether there is such a section, with bytes of its own in the file. */
  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  /**
   * The contents, decompressed, of the first section of that name; null when it is absent or not in the file.
   * `.debug_…` may be stored as `.zdebug_…`, the way to compress before ELF had one. Throws `MalformedError`.
   */
  section(name: string): ByteSource | null {
    const header = this.#find(name);
    return header === undefined ? null : this.#open(header);
  }

  /** The symbols of a symbol table, null when it is absent. Throws `MalformedError`. */
  symbols(name: '.symtab' | '.dynsym'): readonly ElfSymbol[] | null {
    const header = this.#find(name);
    const table = header === undefined ? null : this.#open(header);
    if (header === undefined || table === null) return null;
    const nameSection = this.#headers[header.link];
    const names = nameSection === undefined ? null : this.#open(nameSection);
    if (names === null) throw new MalformedError(table.label, 'its names are missing');
    const tableIndex = this.#headers.indexOf(header);
    const indexes = this.#headers.find(({ type, link }) => type === SHT_SYMTAB_SHNDX && link === tableIndex);
    return readSymbols(table, names, indexes === undefined ? null : this.#open(indexes));
  }

  #find(name: string): SectionHeader | undefined {
    return this.#byName.get(name) ?? this.#byName.get(name.replace(/^\.debug_/, '.zdebug_'));
  }

  #open(header: SectionHeader): ByteSource | null {
    let source = this.#opened.get(header);
    if (source === undefined) {
      source = openSection(this.#file, header);
      this.#opened.set(header, source);
    }
    return source;
  }
}
