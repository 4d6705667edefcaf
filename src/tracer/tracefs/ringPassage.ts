/**
 * A record in a page of the ring as a passage. What it read is taken from the page when somebody asks for it: of a flood
 * most passages are counted and never shown. So the page is held as long as the passage.
 */

import type { Passage } from '../../model/passage.ts';
import type { ReadResult } from '../../model/read.ts';
import type { PointRecord } from './events.ts';
import type { RecordBytes } from './fields.ts';

export interface RingRecordParts extends RecordBytes {
  readonly point: number;
  readonly timeNs: bigint;
  readonly tid: number;
  readonly comm: string;
}

export class RingPassage implements Passage, RecordBytes {
  readonly point: number;
  readonly timeNs: bigint;
  readonly tid: number;
  readonly comm: string;
  readonly stackPointer: bigint | null;
  readonly page: DataView;
  readonly start: number;
  readonly fields: readonly number[];
  /** Null until it is known. */
  pid: number | null;
  readonly #record: PointRecord;

  constructor(parts: RingRecordParts, pid: number | null, record: PointRecord) {
    this.point = parts.point;
    this.timeNs = parts.timeNs;
    this.tid = parts.tid;
    this.comm = parts.comm;
    this.page = parts.page;
    this.start = parts.start;
    this.fields = parts.fields;
    this.pid = pid;
    this.#record = record;
    this.stackPointer = record.stackPointer(this);
  }

  get results(): readonly ReadResult[] {
    return this.#record.results(this);
  }
}
