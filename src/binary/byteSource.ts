/**
 * Random access to bytes without holding them: a file, a part of one, or an array.
 * Every read is complete or throws; there are no short reads. The sources: an array (here), fileSource.ts and
 * sliceSource.ts. Decoding is left to cursor.ts.
 */

import { MalformedError } from './malformedError.ts';

export interface ByteSource {
  /** What the bytes are, for error messages: `.debug_info of /target/debug/demo`. */
  readonly label: string;
  /** Length in bytes. */
  readonly size: number;
  /**
   * Exactly `length` bytes from `offset`; not to be written to, they may be shared.
   * Throws `MalformedError` when they are not all inside the source.
   */
  read(offset: number, length: number): Uint8Array;
}

/** More than any table that is read in one piece; keeps a lying size field from asking for all memory. */
const MAXIMUM_READ_BYTES = 2 ** 30;

/** Throws `MalformedError` unless `offset..offset + length` lies inside the source. */
export function checkRange(source: ByteSource, offset: number, length: number): void {
  if (!(offset >= 0 && length >= 0 && offset + length <= source.size)) {
    throw new MalformedError(source.label, `${length} bytes at ${offset} are beyond its end at ${source.size}`);
  }
  if (length > MAXIMUM_READ_BYTES) {
    throw new MalformedError(source.label, `a single table of ${length} bytes is larger than any real one`);
  }
}

/** The bytes from `offset`, at most `length` of them. Throws `MalformedError` when `offset` is outside the source. */
export function readUpTo(source: ByteSource, offset: number, length: number): Uint8Array {
  return source.read(offset, Math.max(0, Math.min(length, source.size - offset)));
}

export class ArraySource implements ByteSource {
  readonly label: string;
  readonly size: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, label: string) {
    this.label = label;
    this.size = bytes.length;
    this.#bytes = bytes;
  }

  read(offset: number, length: number): Uint8Array {
    checkRange(this, offset, length);
    return this.#bytes.subarray(offset, offset + length);
  }
}
