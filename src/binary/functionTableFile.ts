/**
 * The function table as bytes and back: a header, then the parts of the table one after the other, each with its
 * length before it and at a multiple of eight bytes, so that columns need not be copied. All little-endian.
 */

import { crc32 } from 'node:zlib';
import { Column } from './column.ts';
import { decodeText } from './cursor.ts';
import { FunctionTable, LAYOUT } from './functionTable.ts';
import { StringPool } from './stringPool.ts';

/** Raised whenever what the parts mean changes; their shapes are part of the header anyway. */
const VERSION = 1;
/** Checksum of all that follows, padded to eight bytes. */
const CHECKSUM_BYTES = 8;
const ALIGNMENT = 8;

/** `key` says of which file the table is. */
export function encodeTable(table: FunctionTable, key: string): Uint8Array {
  const parts = [
    Buffer.from(headerOf(key)),
    Buffer.from(JSON.stringify(table.paths)),
    table.strings.bytes,
    ...[table.strings.ends, ...table.columns()].map(({ values: { buffer, byteOffset, byteLength } }) =>
      Buffer.from(buffer, byteOffset, byteLength),
    ),
  ];
  const size = parts.reduce((bytes, part) => bytes + ALIGNMENT + padded(part.length), CHECKSUM_BYTES);
  const file = Buffer.alloc(size);
  let position = CHECKSUM_BYTES;
  for (const part of parts) {
    file.writeBigUInt64LE(BigInt(part.length), position);
    file.set(part, position + ALIGNMENT);
    position += ALIGNMENT + padded(part.length);
  }
  file.writeUInt32LE(crc32(file.subarray(CHECKSUM_BYTES)), 0);
  return file;
}

/** Null for bytes that are damaged, of another version or of another file. Keeps the bytes. */
export function decodeTable(file: Uint8Array, key: string): FunctionTable | null {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < CHECKSUM_BYTES || bytes.readUInt32LE(0) !== crc32(bytes.subarray(CHECKSUM_BYTES))) return null;
  try {
    const parts = new Parts(bytes);
    if (decodeText(parts.next()) !== headerOf(key)) return null;
    const paths = JSON.parse(decodeText(parts.next())) as string[];
    const text = parts.next();
    const strings = new StringPool(text.length, text, parts.nextColumn('u32'));
    return new FunctionTable(strings, paths, kind => parts.nextColumn(kind));
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) return null;
    throw error;
  }
}

class Parts {
  readonly #bytes: Buffer;
  #position = CHECKSUM_BYTES;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Throws `RangeError` behind the last one. */
  next(): Uint8Array {
    const start = this.#position + ALIGNMENT;
    const length = Number(this.#bytes.readBigUInt64LE(this.#position));
    if (start + length > this.#bytes.length) throw new RangeError('a part reaches beyond the end');
    this.#position = start + padded(length);
    return this.#bytes.subarray(start, start + length);
  }

  nextColumn(kind: 'u32' | 'f64'): Column {
    const { buffer, byteOffset, byteLength } = this.next();
    return new Column(
      kind === 'f64'
        ? new Float64Array(buffer, byteOffset, byteLength / Float64Array.BYTES_PER_ELEMENT)
        : new Uint32Array(buffer, byteOffset, byteLength / Uint32Array.BYTES_PER_ELEMENT),
    );
  }
}

function headerOf(key: string): string {
  return JSON.stringify(['rust-trace function index', VERSION, LAYOUT, key]);
}

function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
