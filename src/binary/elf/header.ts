/**
 * The first 64 bytes of an ELF file: whether we can read it, and where its tables are.
 * ELF-64 Object File Format, "File Header"; numbers as in elf.h.
 */

import { HumanError } from '../../model/humanError.ts';
import { readUpTo, type ByteSource } from '../byteSource.ts';
import { Cursor } from '../cursor.ts';

export type Machine = 'x86_64' | 'aarch64';

export interface ElfHeader {
  readonly machine: Machine;
  /** Loaded at any address: a shared library or a position-independent program. */
  readonly isDynamic: boolean;
  readonly programTable: TablePlace;
  readonly sectionTable: TablePlace;
  /** Index of the section with the section names; 0 for none, SHN_XINDEX when it stands in section 0. */
  readonly nameSection: number;
}

export interface TablePlace {
  readonly fileOffset: number;
  readonly entryBytes: number;
  readonly count: number;
}

const HEADER_BYTES = 64;
const ELFCLASS64 = 2;
const ELFDATA2LSB = 1;
const FILE_TYPES: ReadonlyMap<number, string> = new Map([
  [1, 'an object file that is not linked yet'],
  [4, 'a core dump'],
]);
const ET_EXEC = 2;
const ET_DYN = 3;
const MACHINES: ReadonlyMap<number, Machine> = new Map([
  [62, 'x86_64'],
  [183, 'aarch64'],
]);
const BUILD_ADVICE = 'Build it for x86_64-unknown-linux-gnu or aarch64-unknown-linux-gnu.';

/** Throws `HumanError` for everything that is not a linked little-endian 64-bit x86-64 or aarch64 file. */
export function readHeader(file: ByteSource): ElfHeader {
  const start = readUpTo(file, 0, HEADER_BYTES);
  if (start[0] !== 0x7f || start[1] !== 0x45 || start[2] !== 0x4c || start[3] !== 0x46) {
    throw new HumanError({
      message: `${file.label} is not an ELF file.`,
      advice: 'Choose a program or shared library that cargo built for Linux.',
    });
  }
  const cursor = new Cursor(start, `the header of ${file.label}`, 4);
  if (cursor.u8() !== ELFCLASS64) throw unsupported(file, 'a 32-bit program; only 64-bit ones can be read');
  if (cursor.u8() !== ELFDATA2LSB) throw unsupported(file, 'big-endian; only little-endian programs can be read');
  cursor.position = 16;
  const type = cursor.u16();
  if (type !== ET_EXEC && type !== ET_DYN) {
    throw new HumanError({
      message: `${file.label} is ${FILE_TYPES.get(type) ?? `of ELF type ${type}`}.`,
      advice: 'Choose a linked program or shared library.',
    });
  }
  const machineNumber = cursor.u16();
  const machine = MACHINES.get(machineNumber);
  if (machine === undefined) {
    throw unsupported(
      file,
      `for another processor (ELF machine ${machineNumber}); only x86-64 and aarch64 can be read`,
    );
  }
  cursor.position = 32;
  const programOffset = cursor.u64AsNumber();
  const sectionOffset = cursor.u64AsNumber();
  cursor.position = 54;
  const programTable = { fileOffset: programOffset, entryBytes: cursor.u16(), count: cursor.u16() };
  const sectionTable = { fileOffset: sectionOffset, entryBytes: cursor.u16(), count: cursor.u16() };
  return { machine, isDynamic: type === ET_DYN, programTable, sectionTable, nameSection: cursor.u16() };
}

function unsupported(file: ByteSource, what: string): HumanError {
  return new HumanError({ message: `${file.label} is ${what}.`, advice: BUILD_ADVICE });
}
