/** CRC-32 as .gnu_debuglink has it (ISO 3309, polynomial 0xedb88320): Node has one itself only from 22.2. */

import type { ByteSource } from '../byteSource.ts';

const CHUNK_BYTES = 2 ** 20;

/** Of everything in the source. */
export function crc32(source: ByteSource): number {
  let crc = 0xffffffff;
  for (let offset = 0; offset < source.size; offset += CHUNK_BYTES) {
    for (const byte of source.read(offset, Math.min(CHUNK_BYTES, source.size - offset))) {
      crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
