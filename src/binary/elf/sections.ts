/**
 * The section header table. ELF-64 Object File Format, "Sections"; extended numbering (more than 0xff00
 * sections) as in the gABI: the true numbers then stand in the first entry.
 */

import type { ByteSource } from '../byteSource.ts';
import { Cursor } from '../cursor.ts';
import { MalformedError } from '../malformedError.ts';
import { SliceSource } from '../sliceSource.ts';
import { StringTable } from '../stringTable.ts';
import type { ElfHeader } from './header.ts';

export const SHT_NOBITS = 8;
const SHF_COMPRESSED = 0x800;
const SHF_EXECINSTR = 4;
const SHN_XINDEX = 0xffff;
const ENTRY_BYTES = 64;

export interface SectionHeader {
  readonly name: string;
  /** SHT_… */
  readonly type: number;
  readonly isCompressed: boolean;
  readonly isCode: boolean;
  /** Where it is loaded; 0 for sections that are not. */
  readonly virtualAddress: bigint;
  readonly fileOffset: number;
  /** Bytes in the file, and in memory for SHT_NOBITS. */
  readonly size: number;
  /** Index of a section that belongs to it, such as the strings of a symbol table. */
  readonly link: number;
}

/** All sections by index, the empty first one included. Throws `MalformedError`. */
export function readSections(file: ByteSource, header: ElfHeader): readonly SectionHeader[] {
  const { fileOffset, entryBytes } = header.sectionTable;
  if (fileOffset === 0) return [];
  const label = `the section table of ${file.label}`;
  if (entryBytes !== ENTRY_BYTES) throw new MalformedError(label, `its entries have ${entryBytes} bytes`);

  const first = new Cursor(file.read(fileOffset, ENTRY_BYTES), label);
  const zero = readEntry(first);
  const count = header.sectionTable.count === 0 ? zero.size : header.sectionTable.count;
  const nameSection = header.nameSection === SHN_XINDEX ? zero.link : header.nameSection;

  const table = new Cursor(file.read(fileOffset, count * ENTRY_BYTES), label);
  const entries: RawSection[] = [];
  for (let index = 0; index < count; index++) entries.push(readEntry(table));

  const names = nameTable(file, entries[nameSection]);
  return entries.map(({ nameOffset, ...rest }) => ({ ...rest, name: names?.at(nameOffset) ?? '' }));
}

type RawSection = Omit<SectionHeader, 'name'> & { readonly nameOffset: number };

function readEntry(cursor: Cursor): RawSection {
  const nameOffset = cursor.u32();
  const type = cursor.u32();
  const flags = cursor.u32();
  cursor.skip(4); // the upper half of the flags
  const virtualAddress = cursor.u64();
  const fileOffset = cursor.u64AsNumber();
  const size = cursor.u64AsNumber();
  const link = cursor.u32();
  cursor.skip(20); // sh_info, sh_addralign, sh_entsize
  return {
    nameOffset,
    type,
    isCompressed: (flags & SHF_COMPRESSED) !== 0,
    isCode: (flags & SHF_EXECINSTR) !== 0,
    virtualAddress,
    fileOffset,
    size,
    link,
  };
}

function nameTable(file: ByteSource, section: RawSection | undefined): StringTable | null {
  if (section === undefined || section.size === 0) return null;
  return new StringTable(new SliceSource(file, section.fileOffset, section.size, `the section names of ${file.label}`));
}
