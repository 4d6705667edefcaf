/**
 * The first 64 bytes of an ELF file: whether we can read it, and where its tables are.
 * ELF-64 Object File Format, "File Header"; numbers as in elf.h. What other files are is left to fileKind.ts.
 */

import { HumanError } from '../../model/humanError.ts';
import { readUpTo, type ByteSource } from '../byteSource.ts';
import { Cursor } from '../cursor.ts';
import { otherFileKind } from './fileKind.ts';

export type Machine = 'x86_64' | 'aarch64';

export interface ElfHeader {
  readonly machine: Machine;
  /** ET_… */
  readonly type: number;
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
const ELFCLASS32 = 1;
const ELFDATA2MSB = 2;
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
/** Names of other processors that Rust programs are built for. */
const OTHER_MACHINES: ReadonlyMap<number, string> = new Map([
  [2, 'SPARC'],
  [3, 'x86'],
  [8, 'MIPS'],
  [20, 'PowerPC'],
  [21, 'PowerPC'],
  [22, 's390'],
  [40, 'ARM'],
  [43, 'SPARC'],
  [62, 'x86-64'],
  [183, 'aarch64'],
  [243, 'RISC-V'],
  [247, 'BPF'],
  [258, 'LoongArch'],
]);
const BUILD_ADVICE = 'Build it for x86_64-unknown-linux-gnu or aarch64-unknown-linux-gnu.';

/** Throws `HumanError` for everything that is not a little-endian 64-bit x86-64 or aarch64 file. */
export function readHeader(file: ByteSource): ElfHeader {
  const start = readUpTo(file, 0, HEADER_BYTES);
  if (start[0] !== 0x7f || start[1] !== 0x45 || start[2] !== 0x4c || start[3] !== 0x46) {
    throw new HumanError({
      message: `${file.label} is not an ELF file${otherFileKind(start)}.`,
      advice: 'Choose a program or shared library that cargo built for Linux.',
    });
  }
  const cursor = new Cursor(start, `the header of ${file.label}`, 4);
  const is32Bit = cursor.u8() === ELFCLASS32;
  const isBigEndian = cursor.u8() === ELFDATA2MSB;
  cursor.position = 16;
  const [type, machineNumber] = isBigEndian ? [swapped(cursor), swapped(cursor)] : [cursor.u16(), cursor.u16()];
  const machine = MACHINES.get(machineNumber);
  if (is32Bit || isBigEndian || machine === undefined) {
    const name = OTHER_MACHINES.get(machineNumber) ?? `unknown (ELF machine ${machineNumber})`;
    throw new HumanError({
      message: `${file.label} is a ${is32Bit ? 32 : 64}-bit ${isBigEndian ? 'big-endian ' : ''}${name} program; only 64-bit x86-64 and aarch64 ones can be traced.`,
      advice: BUILD_ADVICE,
    });
  }
  cursor.position = 32;
  const programOffset = cursor.u64AsNumber();
  const sectionOffset = cursor.u64AsNumber();
  cursor.position = 54;
  const programTable = { fileOffset: programOffset, entryBytes: cursor.u16(), count: cursor.u16() };
  const sectionTable = { fileOffset: sectionOffset, entryBytes: cursor.u16(), count: cursor.u16() };
  return {
    machine,
    type,
    isDynamic: type === ET_DYN,
    programTable,
    sectionTable,
    nameSection: cursor.u16(),
  };
}

/** Throws `HumanError` for all but programs and shared libraries. */
export function refuseUnlinked(file: ByteSource, { type }: ElfHeader): void {
  if (type === ET_EXEC || type === ET_DYN) return;
  throw new HumanError({
    message: `${file.label} is ${FILE_TYPES.get(type) ?? `of ELF type ${type}`}.`,
    advice: 'Choose a linked program or shared library.',
  });
}

function swapped(cursor: Cursor): number {
  return cursor.u8() * 0x100 + cursor.u8();
}
