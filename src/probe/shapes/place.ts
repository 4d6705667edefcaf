/**
 * Where the bytes of a value lie while its shape is made: which words lead behind its pointers, and which of its bytes
 * its shape needs, so that no more are read.
 */

import type { Word } from '../../model/read.ts';
import type { Part, WhyNotFollowed } from '../part.ts';
import { LONGEST_READ_BYTES, NO_ROOM } from './readBudget.ts';
import { POINTER_BYTES } from './typeLayout.ts';
import { Unreadable } from './unreadable.ts';
import { loadAt, plus } from './words.ts';

export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** Fewer bytes between two needed ones are read with them: a read more costs more. */
const SMALLEST_GAP = 16;

const TOO_LONG = `beyond the ${LONGEST_READ_BYTES} bytes that are read of it`;

/** The bytes of one value that are needed: `countsFrom` 'start' when all in front of them are read too. */
export class Extent {
  readonly #limitBytes: number;
  readonly #countsFrom: 'start' | 'needed';
  readonly #needed: ByteRange[] = [];
  #bytes = 0;

  constructor(limitBytes: number, countsFrom: 'start' | 'needed') {
    this.#limitBytes = limitBytes;
    this.#countsFrom = countsFrom;
  }

  /** Bytes that a read needs to bring, so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Throws `Unreadable` beyond the limit. */
  need(from: number, bytes: number): void {
    const to = from + bytes;
    if (this.#needed.some(known => known.from <= from && to <= known.to)) return;
    const total = this.#countsFrom === 'start' ? Math.max(this.#bytes, to) : this.#bytes + bytes;
    if (total > this.#limitBytes) throw new Unreadable(this.#limitBytes < LONGEST_READ_BYTES ? NO_ROOM : TOO_LONG);
    this.#bytes = total;
    this.#needed.push({ from, to });
  }

  /** Needed bytes in order, small gaps closed. */
  ranges(): ByteRange[] {
    const merged: ByteRange[] = [];
    for (const range of [...this.#needed].sort((a, b) => a.from - b.from)) {
      const last = merged.at(-1);
      if (last !== undefined && range.from - last.to < SMALLEST_GAP) {
        merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
      } else merged.push(range);
    }
    return merged;
  }
}

/** A value, or from `#base` bytes on what is inside of it. */
export class Place {
  readonly #parts: readonly Part[];
  readonly #extent: Extent;
  readonly #whyNotFollowed: WhyNotFollowed;
  readonly #base: number;

  constructor(parts: readonly Part[], extent: Extent, whyNotFollowed: WhyNotFollowed = () => null, base = 0) {
    this.#parts = parts;
    this.#extent = extent;
    this.#whyNotFollowed = whyNotFollowed;
    this.#base = base;
  }

  /** What begins `offset` bytes further on. */
  within(offset: number): Place {
    return offset === 0 ? this : new Place(this.#parts, this.#extent, this.#whyNotFollowed, this.#base + offset);
  }

  /** Says that these bytes are shown. Throws `Unreadable` when they are more than is read. */
  need(offset: number, bytes: number): void {
    if (bytes > 0) this.#extent.need(this.#base + offset, bytes);
  }

  /** The pointer at `offset`, to read what it points at. Throws `Unreadable`. */
  pointerAt(offset: number): Word {
    const pointer = this.#wordAt(offset);
    const reason = this.#whyNotFollowed(pointer);
    if (reason !== null) throw new Unreadable(reason);
    return pointer;
  }

  #wordAt(offset: number): Word {
    this.need(offset, POINTER_BYTES);
    const { part, partOffset } = this.#partAt(offset, POINTER_BYTES);
    switch (part.kind) {
      case 'memory':
        return loadAt(plus(part.at, partOffset));
      case 'word':
        if (partOffset === 0 && part.bytes === POINTER_BYTES) return part.word;
        throw new Unreadable('its pointer is in a part of a register');
      case 'constant':
        throw new Unreadable('its pointer is a constant');
      case 'absent':
        throw new Unreadable(part.reason);
    }
  }

  /** The 64-bit number at `offset`, as a constant where it is known to the compiler. Throws `Unreadable`. */
  numberAt(offset: number): Word | bigint {
    const { part, partOffset } = this.#partAt(offset, POINTER_BYTES);
    if (part.kind !== 'constant') return this.#wordAt(offset);
    this.need(offset, POINTER_BYTES);
    if (part.value.length < partOffset + POINTER_BYTES) throw new Unreadable('its length is only known in part');
    return Buffer.from(part.value).readBigUInt64LE(partOffset);
  }

  #partAt(offset: number, bytes: number): { part: Part; partOffset: number } {
    let start = 0;
    const from = this.#base + offset;
    for (const part of this.#parts) {
      if (from >= start && from + bytes <= start + part.bytes) return { part, partOffset: from - start };
      start += part.bytes;
    }
    throw new Unreadable('its pointer is in several places');
  }
}

/** For values without bytes. */
export const NO_BYTES = new Place([], new Extent(0, 'start'));
