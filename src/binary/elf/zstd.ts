/**
 * Decompresses zstd data of a known size. Linkers write one frame or, as lld does, one for each megabyte; the frames
 * are told apart here (RFC 8878, section 3.1.1) and each is decompressed by fzstd, for Node has zstd only from 22.15.
 */

import { decompress } from 'fzstd';
import { Cursor } from '../cursor.ts';

const MAGIC = 0xfd2fb528;
/** Block types. */
const RLE = 1;
const RESERVED = 3;

/** Throws when the data is damaged or makes other than `size` bytes. `label` names it in errors. */
export function decompressZstd(packed: Uint8Array, size: number, label: string): Uint8Array {
  const cursor = new Cursor(packed, label);
  const output = new Uint8Array(size);
  let done = 0;
  while (!cursor.isAtEnd) {
    const start = cursor.position;
    const { contentBytes, hasChecksum } = readFrameHeader(cursor);
    skipBlocks(cursor);
    if (hasChecksum) cursor.skip(4);
    if (contentBytes > size - done) throw cursor.malformed('more compressed data than announced');
    // Writing into a given array, fzstd allocates nothing that the frame asks for.
    decompress(packed.subarray(start, cursor.position), output.subarray(done, done + contentBytes));
    done += contentBytes;
  }
  if (done !== size) throw cursor.malformed(`compressed data for ${done} bytes instead of ${size}`);
  return output;
}

interface FrameHeader {
  readonly contentBytes: number;
  readonly hasChecksum: boolean;
}

function readFrameHeader(cursor: Cursor): FrameHeader {
  if (cursor.u32() !== MAGIC) throw cursor.malformed('no zstd frame');
  const descriptor = cursor.u8();
  const isSingleSegment = (descriptor & 0x20) !== 0;
  if ((descriptor & 0x0b) !== 0) throw cursor.malformed('a zstd frame with a dictionary');
  if (!isSingleSegment) cursor.skip(1); // window size
  return {
    contentBytes: readContentSize(cursor, descriptor >> 6, isSingleSegment),
    hasChecksum: (descriptor & 4) !== 0,
  };
}

function readContentSize(cursor: Cursor, code: number, isSingleSegment: boolean): number {
  switch (code) {
    case 0:
      if (!isSingleSegment) throw cursor.malformed('a zstd frame without its size');
      return cursor.u8();
    case 1:
      return cursor.u16() + 256;
    case 2:
      return cursor.u32();
    default:
      return cursor.u64AsNumber();
  }
}

function skipBlocks(cursor: Cursor): void {
  for (let isLast = false; !isLast;) {
    const header = cursor.u16() + cursor.u8() * 0x10000;
    isLast = (header & 1) === 1;
    const type = (header >> 1) & 3;
    if (type === RESERVED) throw cursor.malformed('an unknown zstd block');
    cursor.skip(type === RLE ? 1 : header >> 3);
  }
}
