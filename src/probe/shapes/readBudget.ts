/**
 * How much one probe may read. What every tracer can carry is bounded by the kernel's own uprobe events: fetch arguments
 * of a definition, characters of its line and of one argument (kernel/trace/trace_probe.h), bytes of a record, which
 * lies within a page. Each pointer on the way to a read is an argument too: its tracer has to know whether it is one.
 */

import type { Read, Word } from '../../model/read.ts';
import type { ReadList } from '../readList.ts';
import { POINTER_BYTES } from './typeLayout.ts';
import { Unreadable } from './unreadable.ts';

export interface ProbeCapacity {
  /** Of a record. */
  readonly bytes: number;
  /** Of a definition. */
  readonly fetchArguments: number;
  /** Of all fetch arguments with their names, in the definition's line. */
  readonly characters: number;
}

/**
 * 128 arguments, a line of 4,096 characters, MAX_PROBE_EVENT_SIZE of 3,072 bytes: with room for a path, a condition, and
 * what a tracer adds.
 */
export const TRACEFS_CAPACITY: ProbeCapacity = { bytes: 2_800, fetchArguments: 120, characters: 3_500 };

/** Bytes that one read brings at most: its neighbours have to fit too. */
export const LONGEST_READ_BYTES = 1_024;

/** Why the last values of a probe that reads much are left out. */
export const NO_ROOM = 'one probe cannot read more than this';

/** MAX_ARGSTR_LEN, for `+8(+0(%di)):x64[64]`. */
const LONGEST_ARGUMENT = 63;
/** FETCH_INSN_MAX is 16 instructions: one for each load, and those around them. */
const MOST_LOADS = 10;
const ARRAY_BYTES = 512;
/** `f119=` and the blank in front. */
const NAME_CHARACTERS = 6;
const TYPE_CHARACTERS = ':x64'.length;
const ARRAY_TYPE_CHARACTERS = ':x64[64]'.length;

/** One fetch argument. */
interface Field {
  /** The same for what is the same. */
  readonly key: string;
  readonly bytes: number;
  readonly characters: number;
}

export class ReadBudget {
  readonly #list: ReadList;
  readonly #capacity: ProbeCapacity;
  readonly #paid = new Set<string>();
  #bytes = 0;
  #characters = 0;

  /** What the list has already is paid for first. */
  constructor(list: ReadList, capacity: ProbeCapacity) {
    this.#list = list;
    this.#capacity = capacity;
    for (const read of list.reads) this.#pay(fieldsOf(read));
  }

  get bytesLeft(): number {
    return Math.max(0, this.#capacity.bytes - this.#bytes);
  }

  /** Index of the read among the probe's. Throws `Unreadable` when there is no room for it. */
  add(read: Read): number {
    const fields = fieldsOf(read);
    if (fields.some(({ characters }) => characters > LONGEST_ARGUMENT) || loadsOf(read) > MOST_LOADS) {
      throw new Unreadable('behind too many pointers');
    }
    const unpaid = this.#unpaid(fields);
    const bytes = this.#bytes + sum(unpaid, field => field.bytes);
    const characters = this.#characters + sum(unpaid, field => NAME_CHARACTERS + field.characters);
    const fetchArguments = this.#paid.size + unpaid.length;
    const most = this.#capacity;
    const fits = bytes <= most.bytes && characters <= most.characters && fetchArguments <= most.fetchArguments;
    if (!fits) throw new Unreadable(NO_ROOM);
    this.#pay(unpaid);
    return this.#list.add(read);
  }

  /** Each once. */
  #unpaid(fields: readonly Field[]): Field[] {
    const unpaid = new Map(fields.map(field => [field.key, field]));
    return [...unpaid.values()].filter(({ key }) => !this.#paid.has(key));
  }

  #pay(fields: readonly Field[]): void {
    for (const { key, bytes, characters } of this.#unpaid(fields)) {
      this.#paid.add(key);
      this.#bytes += bytes;
      this.#characters += NAME_CHARACTERS + characters;
    }
  }
}

function fieldsOf(read: Read): Field[] {
  switch (read.kind) {
    case 'word':
      return wordsTo(read.word);
    case 'memory':
      return [...wordsTo(read.at), ...arrays(read.at, read.bytes)];
    case 'elements':
      return [...wordsTo(read.at), ...wordsTo(read.count), ...arrays(read.at, read.limitBytes)];
  }
}

/** A word and those that it is loaded through. */
function wordsTo(word: Word): Field[] {
  const field = { key: fetchOf(word), bytes: POINTER_BYTES, characters: fetchOf(word).length + TYPE_CHARACTERS };
  return word.kind === 'register' ? [field] : [...wordsTo(word.at), field];
}

/** Memory as arrays, and what is no whole word as one more word. */
function arrays(address: Word, bytes: number): Field[] {
  const steps = Math.ceil((bytes - (bytes % POINTER_BYTES)) / ARRAY_BYTES);
  const ends = Array.from({ length: steps }, (_, step) => Math.min((step + 1) * ARRAY_BYTES, bytes));
  if (bytes % POINTER_BYTES !== 0) ends.push(bytes);
  return ends.map((end, index) => {
    const from = ends[index - 1] ?? 0;
    const fetch = fetchAt(address, from);
    const taken = Math.ceil((end - from) / POINTER_BYTES) * POINTER_BYTES;
    return { key: `${fetch}[${end}]`, bytes: taken, characters: fetch.length + ARRAY_TYPE_CHARACTERS };
  });
}

/** The word without its own `plus`: `%rdi`, `+8(%rdi)`. */
function fetchOf(word: Word): string {
  return word.kind === 'register' ? `%${word.register}` : fetchAt(word.at, 0);
}

function fetchAt(address: Word, offset: number): string {
  const distance = address.plus + offset;
  return `${distance < 0 ? '' : '+'}${distance}(${fetchOf(address)})`;
}

function loadsOf(read: Read): number {
  return 1 + loadsIn(read.kind === 'word' ? read.word : read.at);
}

function loadsIn(word: Word): number {
  return word.kind === 'register' ? 0 : 1 + loadsIn(word.at);
}

function sum(fields: readonly Field[], of: (field: Field) => number): number {
  return fields.reduce((total, field) => total + of(field), 0);
}
