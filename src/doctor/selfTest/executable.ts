/**
 * A static ELF executable for x86-64 around a piece of machine code with one function in it, symbols included.
 * Follows the gABI, chapters 4 and 5. Knows nothing of what the code does.
 *
 *     0 ┌ ELF header
 *    64 ├ program header: one segment, the whole file, read and execute, at IMAGE_BASE
 *   120 ├ .text
 *       ├ .symtab, .strtab, .shstrtab
 *       └ section headers
 */

export interface MachineCode {
  /** Runs from its first byte; it may lie anywhere. */
  readonly bytes: Buffer;
  /** Where the function begins in `bytes`, and its length. */
  readonly functionStart: number;
  readonly functionSize: number;
}

const ELF_HEADER = 64;
const PROGRAM_HEADER = 56;
const SECTION_HEADER = 64;
const SYMBOL = 24;
/** Offset of the code in the file. */
export const TEXT_START = ELF_HEADER + PROGRAM_HEADER;
const IMAGE_BASE = 0x400000;

const SECTIONS = ['.text', '.symtab', '.strtab', '.shstrtab'] as const;

/** The bytes of the file; `symbol` names the function. */
export function staticExecutable(code: MachineCode & { readonly symbol: string }): Uint8Array {
  const symbolNames = stringTable(['_start', code.symbol]);
  const sectionNames = stringTable(SECTIONS);
  const start = IMAGE_BASE + TEXT_START;
  const layout = new Layout(TEXT_START);
  const text = layout.add(code.bytes, 8);
  const symbols = [
    Buffer.alloc(SYMBOL),
    symbol(symbolNames.at('_start'), start, code.functionStart),
    symbol(symbolNames.at(code.symbol), start + code.functionStart, code.functionSize),
  ];
  const symtab = layout.add(Buffer.concat(symbols), 8);
  const strtab = layout.add(symbolNames.bytes, 1);
  const shstrtab = layout.add(sectionNames.bytes, 1);
  const headers = [
    Buffer.alloc(SECTION_HEADER),
    // SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR.
    section({ ...text, name: sectionNames.at('.text'), type: 1, flags: 6, address: start, align: 8 }),
    // SHT_SYMTAB; its names are in section 3, its first symbol that is not local is number 1.
    section({ ...symtab, name: sectionNames.at('.symtab'), type: 2, link: 3, info: 1, align: 8, entry: SYMBOL }),
    // SHT_STRTAB.
    section({ ...strtab, name: sectionNames.at('.strtab'), type: 3 }),
    section({ ...shstrtab, name: sectionNames.at('.shstrtab'), type: 3 }),
  ];
  const { offset } = layout.add(Buffer.concat(headers), 8);
  const content = layout.bytes();
  return Buffer.concat([elfHeader(start, offset), programHeader(TEXT_START + content.length), content]);
}

/** Parts of a file one after another, and where each begins in the file. */
class Layout {
  readonly #start: number;
  readonly #parts: Buffer[] = [];
  #end: number;

  constructor(start: number) {
    this.#start = start;
    this.#end = start;
  }

  add(part: Buffer, align: number): { readonly offset: number; readonly size: number } {
    const offset = Math.ceil(this.#end / align) * align;
    this.#parts.push(Buffer.alloc(offset - this.#end), part);
    this.#end = offset + part.length;
    return { offset, size: part.length };
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts, this.#end - this.#start);
  }
}

function stringTable(names: readonly string[]): { readonly bytes: Buffer; readonly at: (name: string) => number } {
  const bytes = Buffer.from(`\0${names.join('\0')}\0`);
  return { bytes, at: name => bytes.indexOf(`\0${name}\0`) + 1 };
}

/** ET_EXEC for EM_X86_64; the last section has the names of all. */
function elfHeader(entry: number, sectionHeaders: number): Buffer {
  const header = Buffer.alloc(ELF_HEADER);
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(header);
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(62, 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(entry), 24);
  header.writeBigUInt64LE(BigInt(ELF_HEADER), 32);
  header.writeBigUInt64LE(BigInt(sectionHeaders), 40);
  [ELF_HEADER, PROGRAM_HEADER, 1, SECTION_HEADER, SECTIONS.length + 1, SECTIONS.length].forEach((value, index) => {
    header.writeUInt16LE(value, 52 + 2 * index);
  });
  return header;
}

/** PT_LOAD of the whole file, PF_R | PF_X. */
function programHeader(size: number): Buffer {
  const header = Buffer.alloc(PROGRAM_HEADER);
  header.writeUInt32LE(1, 0);
  header.writeUInt32LE(5, 4);
  [0, IMAGE_BASE, IMAGE_BASE, size, size, 0x1000].forEach((value, index) => {
    header.writeBigUInt64LE(BigInt(value), 8 + 8 * index);
  });
  return header;
}

/** A global function of section 1. */
function symbol(name: number, address: number, size: number): Buffer {
  const entry = Buffer.alloc(SYMBOL);
  entry.writeUInt32LE(name, 0);
  entry.writeUInt8(0x12, 4);
  entry.writeUInt16LE(1, 6);
  entry.writeBigUInt64LE(BigInt(address), 8);
  entry.writeBigUInt64LE(BigInt(size), 16);
  return entry;
}

interface Section {
  readonly name: number;
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  readonly flags?: number;
  readonly address?: number;
  readonly link?: number;
  readonly info?: number;
  readonly align?: number;
  readonly entry?: number;
}

function section({ name, type, offset, size, flags, address, link, info, align, entry }: Section): Buffer {
  const header = Buffer.alloc(SECTION_HEADER);
  header.writeUInt32LE(name, 0);
  header.writeUInt32LE(type, 4);
  [flags ?? 0, address ?? 0, offset, size].forEach((value, index) => {
    header.writeBigUInt64LE(BigInt(value), 8 + 8 * index);
  });
  header.writeUInt32LE(link ?? 0, 40);
  header.writeUInt32LE(info ?? 0, 44);
  header.writeBigUInt64LE(BigInt(align ?? 1), 48);
  header.writeBigUInt64LE(BigInt(entry ?? 0), 56);
  return header;
}
