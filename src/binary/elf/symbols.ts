/** The symbol table. ELF-64 Object File Format, "Symbol Table"; demangling is left to demangle.ts. */

import { ArraySource, type ByteSource } from '../byteSource.ts';
import { Cursor } from '../cursor.ts';
import { MalformedError } from '../malformedError.ts';
import { StringTable } from '../stringTable.ts';

export interface ElfSymbol {
  /** As the linker knows it, i.e. mangled. */
  readonly name: string;
  /** 0 for an undefined symbol; an offset in the thread's block for a thread-local one. */
  readonly virtualAddress: bigint;
  /** Bytes; 0 when the table does not say. */
  readonly size: number;
  /** Which other files may refer to it; 'other' is a system's own. */
  readonly binding: 'local' | 'global' | 'weak' | 'other';
  /** Of STV_HIDDEN or STV_INTERNAL visibility: nothing outside the file refers to it, whatever the binding. */
  readonly isHidden: boolean;
  /** STT_FUNC. */
  readonly isFunction: boolean;
  /** Index of its section; 0 when undefined here, 0xfff1 for an absolute value. */
  readonly sectionIndex: number;
}

const ENTRY_BYTES = 24;
const BINDINGS = ['local', 'global', 'weak'] as const;
const STV_INTERNAL = 1;
const STV_HIDDEN = 2;
const STT_FUNC = 2;
const STT_SECTION = 3;
const STT_FILE = 4;
const SHN_XINDEX = 0xffff;

/**
 * The named symbols in the table's order, without those that only name sections and source files.
 * `indexes` is the SHT_SYMTAB_SHNDX table, which holds section indexes beyond 16 bits. Throws `MalformedError`.
 */
export function readSymbols(table: ByteSource, names: ByteSource, indexes: ByteSource | null): readonly ElfSymbol[] {
  const strings = new StringTable(new ArraySource(names.read(0, names.size), names.label));
  const cursor = new Cursor(table.read(0, table.size), table.label);
  const symbols: ElfSymbol[] = [];
  for (let index = 0; index < Math.floor(table.size / ENTRY_BYTES); index++) {
    const nameOffset = cursor.u32();
    const info = cursor.u8();
    const type = info & 0xf;
    const visibility = cursor.u8() & 3;
    const shortIndex = cursor.u16();
    const virtualAddress = cursor.u64();
    const size = cursor.u64AsNumber();
    if (nameOffset === 0 || type === STT_SECTION || type === STT_FILE) continue;
    symbols.push({
      name: strings.at(nameOffset),
      virtualAddress,
      size,
      binding: BINDINGS[info >> 4] ?? 'other',
      isHidden: visibility === STV_HIDDEN || visibility === STV_INTERNAL,
      isFunction: type === STT_FUNC,
      sectionIndex: shortIndex === SHN_XINDEX ? longIndex(table, indexes, index) : shortIndex,
    });
  }
  return symbols;
}

function longIndex(table: ByteSource, indexes: ByteSource | null, symbolIndex: number): number {
  if (indexes === null) throw new MalformedError(table.label, 'its table of section indexes is missing');
  return new Cursor(indexes.read(symbolIndex * 4, 4), indexes.label).u32();
}
