/**
 * The debug sections of one file, opened when first needed, and their string tables. DWARF 5, section 7.3.
 * A file with split units has most of them under names that end in `.dwo`; what the linker must change stays in the
 * linked file (DWARF 5, section 7.3.2).
 */

import { HumanError } from '../../model/humanError.ts';
import { ArraySource, type ByteSource } from '../byteSource.ts';
import { StringTable } from '../stringTable.ts';

/** Sections that refer to the shared file: GNU's, and that of DWARF 5. */
const SUPPLEMENTS = ['.gnu_debugaltlink', '.debug_sup'];

/** Gives sections by their names; null for what it does not have. */
export interface SectionFile {
  readonly path: string;
  section(name: string): ByteSource | null;
}

export class DebugSections {
  readonly #file: SectionFile;
  readonly #linked: DebugSections | null;
  #str: StringTable | null = null;
  #lineStr: StringTable | null = null;

  /** `linked`: for a file with split units, the sections of the linked one. */
  constructor(file: SectionFile, linked: DebugSections | null = null) {
    this.#file = file;
    this.#linked = linked;
  }

  get path(): string {
    return this.#file.path;
  }

  get info(): ByteSource {
    return this.#own('.debug_info');
  }

  get abbrev(): ByteSource {
    return this.#own('.debug_abbrev');
  }

  get line(): ByteSource {
    return this.#own('.debug_line');
  }

  get addr(): ByteSource {
    return this.#linked?.addr ?? this.#open('.debug_addr');
  }

  get strOffsets(): ByteSource {
    return this.#own('.debug_str_offsets');
  }

  /** Lists of locations, before DWARF 5. */
  get loc(): ByteSource {
    return this.#own('.debug_loc');
  }

  get loclists(): ByteSource {
    return this.#own('.debug_loclists');
  }

  /** Before DWARF 5. */
  get ranges(): ByteSource {
    return this.#linked?.ranges ?? this.#open('.debug_ranges');
  }

  get rnglists(): ByteSource {
    return this.#own('.debug_rnglists');
  }

  get str(): StringTable {
    this.#str ??= new StringTable(this.#own('.debug_str'));
    return this.#str;
  }

  get lineStr(): StringTable {
    if (this.#linked !== null) return this.#linked.lineStr;
    this.#lineStr ??= new StringTable(this.#open('.debug_line_str'));
    return this.#lineStr;
  }

  /** Throws `HumanError` when parts of it were moved to a file that several programs share (DWARF 5, section 7.3.6). */
  refuseSupplement(): void {
    if (!SUPPLEMENTS.some(name => this.#file.section(name) !== null)) return;
    throw new HumanError({
      message: `${this.path} shares its debug information with other programs (dwz), which Rust Trace does not read.`,
      advice: 'Use a file that dwz did not change, or build the program with its debug information.',
    });
  }

  #own(name: string): ByteSource {
    return this.#open(this.#linked === null ? name : `${name}.dwo`);
  }

  /** A section that is not there is an empty one: every read from it is then an error. */
  #open(name: string): ByteSource {
    return this.#file.section(name) ?? new ArraySource(new Uint8Array(0), `${name} of ${this.path}`);
  }
}
