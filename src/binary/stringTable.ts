/**
 * A table of NUL-terminated strings (.strtab, .debug_str, ...), read on demand.
 * Entries may overlap, so a small table can be made to name gigabytes: what is handed out is counted.
 */

import { readUpTo, type ByteSource } from './byteSource.ts';
import { decodeText } from './cursor.ts';
import { MalformedError } from './malformedError.ts';

const FIRST_LOOK_BYTES = 256;
/** Names of deeply nested generic types reach some 100 KB. */
const MAXIMUM_STRING_BYTES = 2 ** 20;
/** Linkers let strings share their tails, so honest totals may pass the table's size a little. */
const MAXIMUM_OVERLAP = 4;

export class StringTable {
  readonly source: ByteSource;
  readonly #strings = new Map<number, string>();
  #budgetBytes: number;

  constructor(source: ByteSource) {
    this.source = source;
    this.#budgetBytes = MAXIMUM_OVERLAP * source.size;
  }

  /** The string at an offset. Throws `MalformedError` outside the table, without an end, or beyond all measure. */
  at(offset: number): string {
    const known = this.#strings.get(offset);
    if (known !== undefined) return known;
    const bytes = this.#bytesAt(offset);
    this.#budgetBytes -= bytes.length + 1;
    if (this.#budgetBytes < 0) throw new MalformedError(this.source.label, 'its strings overlap without measure');
    const text = decodeText(bytes);
    this.#strings.set(offset, text);
    return text;
  }

  #bytesAt(offset: number): Uint8Array {
    for (let length = FIRST_LOOK_BYTES; ; length *= 8) {
      const bytes = readUpTo(this.source, offset, length);
      const end = bytes.indexOf(0);
      if (end >= 0) return bytes.subarray(0, end);
      if (bytes.length < length || length > MAXIMUM_STRING_BYTES) {
        throw new MalformedError(this.source.label, `the string at ${offset} has no end`);
      }
    }
  }
}
