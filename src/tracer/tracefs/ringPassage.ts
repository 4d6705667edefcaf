/**
 * A record in a page of the ring as a passage. What it read is taken from the page when somebody asks for it: of a flood
 * most passages are counted and never shown. So the page is held as long as the passage.
 */

import type { Passage } from '../../model/passage.ts';
import type { ReadResult } from '../../model/read.ts';
import type { PointRecord } from './events.ts';

/** Where the record's fields `f0`, `f1`, … are in the page, bytes; all of them lie within it. */
export interface RecordBytes {
  readonly page: DataView;
  readonly start: number;
  /** From `start`. */
  readonly fields: readonly number[];
}

export class RingPassage implements Passage {
  readonly point: number;
  readonly timeNs: bigint;
  readonly tid: number;
  readonly comm: string;
  readonly stackPointer: bigint | null;
  /** Null until it is known. */
  pid: number | null;
  readonly #record: PointRecord;
  readonly #bytes: RecordBytes;

  constructor(
    who: { readonly point: number; readonly timeNs: bigint; readonly tid: number; readonly comm: string },
    pid: number | null,
    record: PointRecord,
    bytes: RecordBytes,
  ) {
    this.point = who.point;
    this.timeNs = who.timeNs;
    this.tid = who.tid;
    this.comm = who.comm;
    this.pid = pid;
    this.#record = record;
    this.#bytes = bytes;
    this.stackPointer = record.stackPointer(field => this.#field(field));
  }

  get results(): readonly ReadResult[] {
    return this.#record.results(field => this.#field(field));
  }

  #field(field: number): DataView {
    const { page, start, fields } = this.#bytes;
    const at = page.byteOffset + start + (fields[field] ?? 0);
    return new DataView(page.buffer, at, this.#record.fieldBytes[field] ?? 0);
  }
}
