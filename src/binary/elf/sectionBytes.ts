/**
 * The contents of a section as a byte source: straight from the file, or decompressed in memory (SHF_COMPRESSED,
 * and the older `.zdebug_…` sections of GNU). gABI, "Section Compression".
 */

import { inflateSync } from 'node:zlib';
import { ArraySource, type ByteSource } from '../byteSource.ts';
import { Cursor, decodeText } from '../cursor.ts';
import { MalformedError } from '../malformedError.ts';
import { SliceSource } from '../sliceSource.ts';
import { SHT_NOBITS, type SectionHeader } from './sections.ts';
import { decompressZstd } from './zstd.ts';

const ELFCOMPRESS_ZLIB = 1;
const ELFCOMPRESS_ZSTD = 2;
/** Header of a compressed section: type, padding, size, alignment. */
const COMPRESSION_HEADER_BYTES = 24;
/** `ZLIB`, and the size as eight bytes, the highest first. */
const OLD_HEADER_BYTES = 12;
/** What one section may take in memory. */
const MAXIMUM_INFLATED_BYTES = 2 ** 30;
/** More than zlib can reach; what claims to shrink further was made to fill the memory. */
const MAXIMUM_RATIO = 1100;

/** Null for a section without bytes in the file. Throws `MalformedError`. */
export function openSection(file: ByteSource, section: SectionHeader): ByteSource | null {
  if (section.type === SHT_NOBITS) return null;
  const label = `${section.name} of ${file.label}`;
  const stored = new SliceSource(file, section.fileOffset, section.size, label);
  if (section.isCompressed) return new ArraySource(inflate(stored), label);
  return section.name.startsWith('.zdebug_') ? new ArraySource(inflateOld(stored), label) : stored;
}

function inflate(stored: ByteSource): Uint8Array {
  const cursor = new Cursor(stored.read(0, stored.size), stored.label);
  const type = cursor.u32();
  cursor.skip(4);
  const size = cursor.u64AsNumber();
  cursor.position = COMPRESSION_HEADER_BYTES;
  return decompress(type, cursor, size, stored.label);
}

function inflateOld(stored: ByteSource): Uint8Array {
  const cursor = new Cursor(stored.read(0, stored.size), stored.label);
  if (decodeText(cursor.take(4)) !== 'ZLIB') throw cursor.malformed('no compressed data');
  const size = Number(Buffer.from(cursor.take(8)).readBigUInt64BE());
  cursor.position = OLD_HEADER_BYTES;
  return decompress(ELFCOMPRESS_ZLIB, cursor, size, stored.label);
}

/** What stands behind the header; throws unless it becomes `size` bytes. */
function decompress(type: number, cursor: Cursor, size: number, label: string): Uint8Array {
  const packed = cursor.take(cursor.bytes.length - cursor.position);
  if (size > MAXIMUM_INFLATED_BYTES || size > MAXIMUM_RATIO * packed.length) {
    throw new MalformedError(label, `it would be ${size} bytes decompressed`);
  }
  const bytes = decompressWith(type, packed, size, label);
  if (bytes.length !== size) throw new MalformedError(label, `it decompresses to ${bytes.length} bytes of ${size}`);
  return bytes;
}

function decompressWith(type: number, packed: Uint8Array, size: number, label: string): Uint8Array {
  try {
    switch (type) {
      case ELFCOMPRESS_ZLIB:
        return size === 0 ? new Uint8Array(0) : inflateSync(packed, { maxOutputLength: size });
      case ELFCOMPRESS_ZSTD:
        return decompressZstd(packed, size, label);
    }
  } catch (cause) {
    throw new MalformedError(label, 'it cannot be decompressed', { cause });
  }
  throw new MalformedError(label, `it is compressed in an unknown way (${type})`);
}
