/**
 * One page of the kernel's ring buffer, as `trace_pipe_raw` gives it -> the records in it.
 * Follows linux/ring_buffer.h and kernel/trace/ring_buffer.c, little-endian, 64-bit:
 *
 *   u64 time of the page, ns │ u64 commit: length of the data, and flags │ data: records
 *   record: u32 (type_len: 5 bits, time_delta: 27 bits), then by type_len
 *     0        u32 length (with itself), payload      1..28  payload of 4 × type_len bytes
 *     29       padding: the rest of the page where time_delta is 0, else u32 length of what was discarded
 *     30, 31   u32: more bits of the time delta; of a time of its own
 */

export const PAGE_BYTES = 4096;
const HEADER_BYTES = 16;

const LENGTH_MASK = 0xfffffn;
/** In `commit`: records were lost before this page. */
const MISSED_EVENTS = 1n << 31n;

const PADDING = 29;
const TIME_EXTEND = 30;
const TIME_STAMP = 31;
const DELTA_BITS = 27n;
/** A time of its own has so many bits; the upper ones are those of the page's time. */
const STAMP_BITS = 59n;

export interface RingRecord {
  /** In the clock of the instance, nanoseconds. */
  readonly timeNs: bigint;
  /** Where its payload lies in the page, bytes. */
  readonly start: number;
  readonly end: number;
}

export interface RingPage {
  /** Where its last record ends. */
  readonly end: number;
  readonly records: readonly RingRecord[];
  /** The kernel dropped records before this page. */
  readonly hasLost: boolean;
}

/** Null when the bytes are no page: a length or a record that does not fit in. */
export function readRingPage(page: Uint8Array): RingPage | null {
  if (page.length !== PAGE_BYTES) return null;
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const commit = view.getBigUint64(8, true);
  const end = HEADER_BYTES + Number(commit & LENGTH_MASK);
  if (end > PAGE_BYTES) return null;
  const records = readRecords(view, end);
  return records === null ? null : { records, end, hasLost: (commit & MISSED_EVENTS) !== 0n };
}

/**
 * How much of the room in pages holds records, 0 to 1: pages that follow one another from the first byte on. It tells of
 * the pace of the records; nothing is checked.
 */
export function filledPart(pages: Uint8Array): number {
  const view = new DataView(pages.buffer, pages.byteOffset, pages.byteLength);
  let filled = 0;
  let room = 0;
  for (let at = 0; at + PAGE_BYTES <= pages.length; at += PAGE_BYTES) {
    filled += Number(view.getBigUint64(at + 8, true) & LENGTH_MASK);
    room += PAGE_BYTES - HEADER_BYTES;
  }
  return room === 0 ? 0 : filled / room;
}

function readRecords(view: DataView, end: number): RingRecord[] | null {
  const records: RingRecord[] = [];
  let timeNs = view.getBigUint64(0, true);
  let at = HEADER_BYTES;
  while (at < end) {
    if (at + 4 > end) return null;
    const head = view.getUint32(at, true);
    const typeLength = head & 0x1f;
    const delta = BigInt(head >>> 5);
    if (typeLength === PADDING && delta === 0n) return records;
    const isLong = typeLength === 0 || typeLength >= PADDING;
    if (isLong && at + 8 > end) return null;
    const next = isLong ? view.getUint32(at + 4, true) : 0;
    if (typeLength === TIME_STAMP) {
      timeNs = ((timeNs >> STAMP_BITS) << STAMP_BITS) | (BigInt(next) << DELTA_BITS) | delta;
    } else {
      timeNs += typeLength === TIME_EXTEND ? (BigInt(next) << DELTA_BITS) + delta : delta;
    }
    const start = typeLength === 0 ? at + 8 : at + 4;
    const stop = stopOf(typeLength, at, next);
    if (stop > end || stop < start) return null;
    if (typeLength < PADDING) {
      records.push({ timeNs, start, end: stop });
    }
    at = stop;
  }
  return records;
}

/** Where the record that begins at `at` ends. `next` is its second word, where its type has one. */
function stopOf(typeLength: number, at: number, next: number): number {
  switch (typeLength) {
    case TIME_EXTEND:
    case TIME_STAMP:
      return at + 8;
    case 0:
    case PADDING:
      return at + 4 + Math.ceil(next / 4) * 4;
    default:
      return at + 4 + typeLength * 4;
  }
}
