/** Reads a list of entries from a source when the list's length shows only at its end. */

import { readUpTo, type ByteSource } from './byteSource.ts';
import { Cursor } from './cursor.ts';

export class ListReader {
  readonly #source: ByteSource;
  readonly #entryBytes: number;
  /** Offset in the source of the cursor's first byte. */
  #windowOffset: number;
  #cursor: Cursor;

  /** `entryBytes`: more than any entry takes. Throws `MalformedError` when `offset` is outside the source. */
  constructor(source: ByteSource, offset: number, entryBytes: number) {
    this.#source = source;
    this.#entryBytes = entryBytes;
    this.#windowOffset = offset;
    this.#cursor = this.#open();
  }

  /** A cursor at the next entry, to be read by it to the entry's end. */
  next(): Cursor {
    const { position, bytes } = this.#cursor;
    if (bytes.length - position < this.#entryBytes && this.#windowOffset + bytes.length < this.#source.size) {
      this.#windowOffset += position;
      this.#cursor = this.#open();
    }
    return this.#cursor;
  }

  #open(): Cursor {
    return new Cursor(readUpTo(this.#source, this.#windowOffset, 4 * this.#entryBytes), this.#source.label);
  }
}
