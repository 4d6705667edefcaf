/** A part of another byte source, such as one section of a file, with its last used pages kept. */

import { checkRange, type ByteSource } from './byteSource.ts';
import { MalformedError } from './malformedError.ts';

const PAGE_BYTES = 64 * 1024;
const CACHED_PAGES = 16;

/** Small reads go through a few cached pages: looking up strings here and there costs no system call each. */
export class SliceSource implements ByteSource {
  readonly label: string;
  readonly size: number;
  readonly #parent: ByteSource;
  readonly #start: number;
  /** Page number -> bytes; the order of the map is the order of use. */
  readonly #pages = new Map<number, Uint8Array>();

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
    const cached = this.#pages.get(number);
    if (cached !== undefined) {
      this.#pages.delete(number);
      this.#pages.set(number, cached);
      return cached;
    }
    const offset = number * PAGE_BYTES;
    const bytes = this.#parent.read(this.#start + offset, Math.min(PAGE_BYTES, this.size - offset));
    if (this.#pages.size >= CACHED_PAGES) {
      for (const oldest of this.#pages.keys()) {
        this.#pages.delete(oldest);
        break;
      }
    }
    this.#pages.set(number, bytes);
    return bytes;
  }
}
