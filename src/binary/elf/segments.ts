/**
 * The program headers: what the kernel maps where. A uprobe is set at an offset in the file, symbols and DWARF
 * speak of virtual addresses, and the two differ by segment:
 *
 *     virtualAddress  p_vaddr ────────► p_vaddr + p_filesz
 *                        │                  (beyond: zeroes, not in the file)
 *     fileOffset      p_offset ───────► p_offset + p_filesz
 *
 * ELF-64 Object File Format, "Program header table".
 */

import type { ByteSource } from '../byteSource.ts';
import { Cursor } from '../cursor.ts';
import { MalformedError } from '../malformedError.ts';
import type { ElfHeader } from './header.ts';

export const PT_LOAD = 1;
export const PT_DYNAMIC = 2;
export const PT_NOTE = 4;
const PF_X = 1;
const ENTRY_BYTES = 56;

export interface Segment {
  /** PT_… */
  readonly type: number;
  /** Loaded as machine code. */
  readonly isCode: boolean;
  readonly virtualAddress: bigint;
  readonly fileOffset: number;
  /** Bytes in the file. */
  readonly fileSize: number;
  /** Power of two, bytes. */
  readonly alignment: number;
}

/** All segments in the order of the file. Throws `MalformedError`. */
export function readSegments(file: ByteSource, header: ElfHeader): readonly Segment[] {
  const { fileOffset, entryBytes, count } = header.programTable;
  if (count === 0) return [];
  const label = `the program headers of ${file.label}`;
  if (entryBytes !== ENTRY_BYTES) throw new MalformedError(label, `its entries have ${entryBytes} bytes`);
  const cursor = new Cursor(file.read(fileOffset, count * ENTRY_BYTES), label);
  const segments: Segment[] = [];
  for (let index = 0; index < count; index++) {
    const type = cursor.u32();
    const flags = cursor.u32();
    const offset = cursor.u64AsNumber();
    const virtualAddress = cursor.u64();
    cursor.skip(8); // p_paddr
    const fileSize = cursor.u64AsNumber();
    cursor.skip(8); // p_memsz
    const alignment = cursor.u64AsNumber();
    if (type === PT_LOAD && offset + fileSize > file.size) {
      throw new MalformedError(file.label, 'it ends before what it says is loaded of it');
    }
    segments.push({ type, isCode: (flags & PF_X) !== 0, virtualAddress, fileOffset: offset, fileSize, alignment });
  }
  return segments;
}
