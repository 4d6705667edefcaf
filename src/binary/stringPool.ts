/**
 * Texts kept as bytes, each once, known by number: names of functions by the hundred thousand take no object each.
 * Number 0 is the empty text, which stands for none.
 */

import { Column } from './column.ts';
import { MalformedError } from './malformedError.ts';

const FIRST_BYTES = 2 ** 16;
const FIRST_SLOTS = 2 ** 10;

export class StringPool {
  #bytes: Uint8Array;
  /** Where each text ends in the bytes, which is where the next begins. */
  readonly #ends: Column;
  #maximumBytes: number;
  /** Numbers of texts by a hash of their bytes; 0 for an empty slot. Null until a text is added. */
  #slots: Uint32Array | null = null;
  /** The bytes, to read texts from: a view for each of a million costs more than its text. */
  #buffer: Buffer | null = null;

  /** `maximumBytes`: overlapping strings of a small file can be made to name gigabytes. */
  constructor(maximumBytes: number, bytes: Uint8Array = new Uint8Array(FIRST_BYTES), ends = emptyEnds()) {
    this.#maximumBytes = maximumBytes;
    this.#bytes = bytes;
    this.#ends = ends;
  }

  /** Sets what all texts may take. */
  limit(maximumBytes: number): void {
    this.#maximumBytes = maximumBytes;
  }

  /** All texts after each other. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#ends.at(this.#ends.length - 1));
  }

  get ends(): Column {
    return this.#ends;
  }

  /** Throws `MalformedError` for a number that was not given out. */
  text(id: number): string {
    return this.#readable().toString('utf8', id === 0 ? 0 : this.#ends.at(id - 1), this.#ends.at(id));
  }

  #readable(): Buffer {
    if (this.#buffer?.buffer !== this.#bytes.buffer)
      this.#buffer = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
    return this.#buffer;
  }

  /** Null for number 0. */
  textOrNull(id: number): string | null {
    return id === 0 ? null : this.text(id);
  }

  /** By number, 1 for each text that `part` is in. Much cheaper than reading them. */
  textsWith(part: string): Uint8Array {
    const found = new Uint8Array(this.#ends.length);
    const bytes = Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
    const wanted = Buffer.from(part, 'utf8');
    let id = 1;
    for (let at = bytes.indexOf(wanted); at >= 0 && id < found.length; at = bytes.indexOf(wanted, at + 1)) {
      while (id < found.length && this.#ends.at(id) <= at) id++;
      if (at + wanted.length <= this.#ends.at(id)) found[id] = 1;
    }
    return found;
  }

  /** The number of a text. Throws `MalformedError` when there is more text than the file can honestly hold. */
  add(source: Uint8Array, start: number, end: number): number {
    if (start === end) return 0;
    const slots = this.#roomySlots();
    const mask = slots.length - 1;
    for (let slot = hashOf(source, start, end) & mask; ; slot = (slot + 1) & mask) {
      const id = slots[slot] ?? 0;
      if (id === 0) return (slots[slot] = this.#append(source, start, end));
      if (this.#isSame(id, source, start, end)) return id;
    }
  }

  addText(text: string): number {
    const bytes = Buffer.from(text, 'utf8');
    return this.add(bytes, 0, bytes.length);
  }

  #append(source: Uint8Array, start: number, end: number): number {
    const used = this.#ends.at(this.#ends.length - 1);
    const needed = used + end - start;
    if (needed > this.#maximumBytes) throw new MalformedError('the function names', 'they overlap without measure');
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, Math.ceil(this.#bytes.length * 1.5)));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(source.subarray(start, end), used);
    this.#ends.push(needed);
    return this.#ends.length - 1;
  }

  #isSame(id: number, source: Uint8Array, start: number, end: number): boolean {
    const own = this.#ends.at(id - 1);
    if (this.#ends.at(id) - own !== end - start) return false;
    for (let index = end - start - 1; index >= 0; index--) {
      if (this.#bytes[own + index] !== source[start + index]) return false;
    }
    return true;
  }

  /** At most half full. */
  #roomySlots(): Uint32Array {
    const needed = 2 * (this.#ends.length + 1);
    if (this.#slots !== null && this.#slots.length >= needed) return this.#slots;
    const slots = new Uint32Array(Math.max(FIRST_SLOTS, 2 ** Math.ceil(Math.log2(2 * needed))));
    const mask = slots.length - 1;
    for (let id = 1; id < this.#ends.length; id++) {
      let slot = hashOf(this.#bytes, this.#ends.at(id - 1), this.#ends.at(id)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
    return slots;
  }
}

function emptyEnds(): Column {
  const ends = Column.ofU32();
  ends.push(0);
  return ends;
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
