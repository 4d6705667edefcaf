/** Makes the reads of a probe in a process that stands still, as a tracer would in one that passes: an oracle's hands. */

import { closeSync, openSync, readSync } from 'node:fs';
import type { Read, ReadResult, Register, Word } from '../../src/model/read.ts';

/** Memory of a process, or what a test makes up. Null where nothing is mapped. */
export type Memory = (address: bigint, bytes: number) => Buffer | null;

export type Registers = Readonly<Partial<Record<Register, bigint>>>;

/** Of a process that is stopped. The file is opened for each read: nothing to dispose. */
export function memoryOf(pid: number): Memory {
  return (address, bytes) => {
    const file = openSync(`/proc/${String(pid)}/mem`, 'r');
    try {
      const buffer = Buffer.alloc(bytes);
      return readSync(file, buffer, 0, bytes, address) === bytes ? buffer : null;
    } catch {
      return null;
    } finally {
      closeSync(file);
    }
  };
}

export function makeReads(reads: readonly Read[], registers: Registers, memory: Memory): ReadResult[] {
  return reads.map(read => makeRead(read, registers, memory));
}

/** Throws when a register is asked for that the test does not know. */
function makeRead(read: Read, registers: Registers, memory: Memory): ReadResult {
  switch (read.kind) {
    case 'word': {
      const value = wordValue(read.word, registers, memory);
      if (value === null) return MISSING;
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(value);
      return { kind: 'bytes', bytes };
    }
    case 'memory':
      return brought(wordValue(read.at, registers, memory), read.bytes, read.bytes, memory);
    case 'elements': {
      const count = wordValue(read.count, registers, memory);
      if (count === null) return MISSING;
      const most = Math.floor(read.limitBytes / read.elementBytes);
      const elements = count < BigInt(most) ? Number(count) : most;
      return brought(wordValue(read.at, registers, memory), elements * read.elementBytes, read.limitBytes, memory);
    }
  }
}

const MISSING: ReadResult = { kind: 'missing', reason: 'not mapped' };
/** What follows the elements means nothing: it must not show. */
const MEANINGLESS = 0xa5;

function brought(address: bigint | null, bytes: number, length: number, memory: Memory): ReadResult {
  if (address === null) return MISSING;
  const read = bytes === 0 ? Buffer.alloc(0) : memory(address, bytes);
  return read === null
    ? MISSING
    : { kind: 'bytes', bytes: Buffer.concat([read, Buffer.alloc(length - bytes, MEANINGLESS)]) };
}

/** Null where a word on the way is not mapped. */
function wordValue(word: Word, registers: Registers, memory: Memory): bigint | null {
  switch (word.kind) {
    case 'register': {
      const value = registers[word.register];
      if (value === undefined) throw new Error(`no value for ${word.register}`);
      return BigInt.asUintN(64, value + BigInt(word.plus));
    }
    case 'load': {
      const at = wordValue(word.at, registers, memory);
      const bytes = at === null ? null : memory(at, 8);
      return bytes === null ? null : BigInt.asUintN(64, bytes.readBigUInt64LE() + BigInt(word.plus));
    }
  }
}
