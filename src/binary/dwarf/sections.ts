/** The debug sections of one file, opened when first needed, and their string tables. DWARF 5, section 7.3. */

import { ArraySource, type ByteSource } from '../byteSource.ts';
import type { ElfFile } from '../elf.ts';
import { StringTable } from '../stringTable.ts';

export class DebugSections {
  readonly path: string;
  readonly #elf: ElfFile;
  #str: StringTable | null = null;
  #lineStr: StringTable | null = null;

  constructor(elf: ElfFile) {
    this.path = elf.path;
    this.#elf = elf;
  }

  get info(): ByteSource {
    return this.#open('.debug_info');
  }

  get abbrev(): ByteSource {
    return this.#open('.debug_abbrev');
  }

  get line(): ByteSource {
    return this.#open('.debug_line');
  }

  get addr(): ByteSource {
    return this.#open('.debug_addr');
  }

  get strOffsets(): ByteSource {
    return this.#open('.debug_str_offsets');
  }

  /** Before DWARF 5. */
  get ranges(): ByteSource {
    return this.#open('.debug_ranges');
  }

  get rnglists(): ByteSource {
    return this.#open('.debug_rnglists');
  }

  get str(): StringTable {
    this.#str ??= new StringTable(this.#open('.debug_str'));
    return this.#str;
  }

  get lineStr(): StringTable {
    this.#lineStr ??= new StringTable(this.#open('.debug_line_str'));
    return this.#lineStr;
  }

  /** A section that is not there is an empty one: every read from it is then an error. */
  #open(name: string): ByteSource {
    return this.#elf.section(name) ?? new ArraySource(new Uint8Array(0), `${name} of ${this.path}`);
  }
}
