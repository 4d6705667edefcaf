/**
 * The fields of an event's record for what a point reads, and what they say.
 *
 * The kernel does not say when it could not read. What it could not read at the end of a chain of pointers it leaves
 * zero; where an earlier pointer of the chain could not be read or followed it leaves in the field what stood there at
 * an earlier hit. So each pointer that is followed has a field of its own: it is known whether the read behind it
 * happened. Zeros behind a pointer that can be one are zeros: a uprobe waits for what is not paged in.
 */

import type { Read, ReadResult, Word } from '../../model/read.ts';
import { chunksOf, fetchOfWord } from './fetch.ts';

export interface Field {
  readonly fetch: string;
  readonly bytes: number;
}

/** A word and what must be readable for it. */
interface WordField {
  readonly field: number;
  readonly plus: bigint;
  /** The address that it is loaded from; null for a register. */
  readonly from: WordField | null;
}

interface MemoryFields {
  readonly at: WordField;
  readonly bytes: number;
  readonly chunks: readonly { readonly field: number; readonly offset: number }[];
}

type ReadFields =
  | { readonly kind: 'word'; readonly word: WordField }
  | ({ readonly kind: 'memory' } & MemoryFields)
  | ({ readonly kind: 'elements'; readonly count: WordField } & MemoryFields);

/** A record, which has room for all fields. */
export interface RecordBytes {
  /** What holds it, from its first byte on. */
  readonly page: DataView;
  /** Where the record begins in the page, and each field `f0`, `f1`, … in the record, bytes. */
  readonly start: number;
  readonly fields: readonly number[];
}

const UNREADABLE: ReadResult = { kind: 'missing', reason: 'not readable' };

/** The first page of no program is readable (mmap_min_addr), nor is what lies beyond its half of the address space. */
const FIRST_ADDRESS = 4096n;
const BEHIND_LAST_ADDRESS = 1n << 56n;

/** Fields of one event, each once. */
export class FieldList {
  readonly #fields: Field[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #reads: readonly ReadFields[];

  constructor(reads: readonly Read[]) {
    this.#reads = reads.map(read => this.#fieldsOf(read));
  }

  get fields(): readonly Field[] {
    return this.#fields;
  }

  /** One result for each read. */
  results(record: RecordBytes): ReadResult[] {
    return this.#reads.map(read => this.#resultOf(read, record));
  }

  /** The word that a read brings; null where it was not readable, or is no word. */
  wordOf(index: number, record: RecordBytes): bigint | null {
    const read = this.#reads[index];
    const value = read?.kind === 'word' ? valueOf(read.word, record) : null;
    return typeof value === 'bigint' ? value : null;
  }

  #resultOf(read: ReadFields, record: RecordBytes): ReadResult {
    if (read.kind === 'word') {
      const value = valueOf(read.word, record);
      if (value === 'unreadable') return UNREADABLE;
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigUint64(0, value, true);
      return { kind: 'bytes', bytes };
    }
    const bytes = new Uint8Array(read.bytes);
    const isNothing = read.bytes === 0 || (read.kind === 'elements' && valueOf(read.count, record) === 0n);
    // An empty list points at nothing.
    if (isNothing) return { kind: 'bytes', bytes };
    const address = valueOf(read.at, record);
    if (address === 'unreadable' || !mayBeReadable(address)) return UNREADABLE;
    if (read.kind === 'elements' && valueOf(read.count, record) === 'unreadable') return UNREADABLE;
    const { buffer, byteOffset } = record.page;
    for (const { field, offset } of read.chunks) {
      const length = this.#fields[field]?.bytes ?? 0;
      bytes.set(new Uint8Array(buffer, byteOffset + startOf(field, record), length), offset);
    }
    return { kind: 'bytes', bytes };
  }

  #fieldsOf(read: Read): ReadFields {
    switch (read.kind) {
      case 'word':
        return { kind: 'word', word: this.#word(read.word) };
      case 'memory':
        return { kind: 'memory', at: this.#word(read.at), ...this.#content(read.at, read.bytes) };
      case 'elements': {
        const [at, count] = [this.#word(read.at), this.#word(read.count)];
        return { kind: 'elements', at, count, ...this.#content(read.at, read.limitBytes) };
      }
    }
  }

  #word(word: Word): WordField {
    const from = word.kind === 'load' ? this.#word(word.at) : null;
    return { field: this.#add(`${fetchOfWord(word)}:x64`, 8), plus: BigInt(word.plus), from };
  }

  #content(address: Word, bytes: number): Omit<MemoryFields, 'at'> {
    const chunks = chunksOf(address, bytes).map(chunk => ({
      field: this.#add(chunk.fetch, chunk.bytes),
      offset: chunk.offset,
    }));
    return { bytes, chunks };
  }

  #add(fetch: string, bytes: number): number {
    const known = this.#indexes.get(fetch);
    if (known !== undefined) return known;
    this.#indexes.set(fetch, this.#fields.length);
    return this.#fields.push({ fetch, bytes }) - 1;
  }
}

function valueOf({ field, plus, from }: WordField, record: RecordBytes): bigint | 'unreadable' {
  if (from !== null) {
    const address = valueOf(from, record);
    if (typeof address !== 'bigint') return address;
    if (!mayBeReadable(address)) return 'unreadable';
  }
  const word = record.page.getBigUint64(startOf(field, record), true);
  return plus === 0n ? word : BigInt.asUintN(64, word + plus);
}

/** Where a field begins in the page. */
function startOf(field: number, { start, fields }: RecordBytes): number {
  return start + (fields[field] ?? 0);
}

function mayBeReadable(address: bigint): boolean {
  return address >= FIRST_ADDRESS && address < BEHIND_LAST_ADDRESS;
}
