/** A part of another byte source, such as one section of a file, with its last used pages kept. */

import { checkRange, type ByteSource } from './byteSource.ts';
import { MalformedError } from './malformedError.ts';
import { RecentValues } from './recentValues.ts';

const PAGE_BYTES = 32 * 1024;
/** Types and names of one function are spread over the whole of a section. */
const CACHED_PAGES = 256;

/** Small reads go through a few cached pages: looking up strings here and there costs no system call each. */
export class SliceSource implements ByteSource {
  readonly label: string;
  readonly size: number;
  readonly #parent: ByteSource;
  readonly #start: number;
  readonly #pages = new RecentValues<number, Uint8Array>(CACHED_PAGES);
  #lastNumber = -1;
  #lastPage: Uint8Array = new Uint8Array(0);

  /** Throws `MalformedError` unless the slice lies inside `parent`. */
  constructor(parent: ByteSource, start: number, size: number, label: string) {
    this.label = label;
    this.size = size;
    this.#parent = parent;
    this.#start = start;
    if (!(start >= 0 && size >= 0 && start + size <= parent.size)) {
      throw new MalformedError(label, `it would reach beyond the end of ${parent.label}`);
    }
  }

  read(offset: number, length: number): Uint8Array {
    checkRange(this, offset, length);
    const page = Math.floor(offset / PAGE_BYTES);
    const inPage = offset - page * PAGE_BYTES;
    if (inPage + length > PAGE_BYTES) return this.#parent.read(this.#start + offset, length);
    return this.#page(page).subarray(inPage, inPage + length);
  }

  #page(number: number): Uint8Array {
    if (number === this.#lastNumber) return this.#lastPage;
    this.#lastPage = this.#pages.get(number, () => {
      const offset = number * PAGE_BYTES;
      return this.#parent.read(this.#start + offset, Math.min(PAGE_BYTES, this.size - offset));
    });
    this.#lastNumber = number;
    return this.#lastPage;
  }
}
