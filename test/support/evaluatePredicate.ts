/** What the kernel would say of a predicate: its meaning, applied to registers and memory that a test gives. */

import type { Predicate, Scalar } from '../../src/model/predicate.ts';
import type { Register, Word } from '../../src/model/read.ts';

export interface Machine {
  readonly registers: Partial<Record<Register, bigint>>;
  /** Bytes by the address at which they begin. */
  readonly memory: ReadonlyMap<bigint, Uint8Array>;
}

/** A comparison with memory that is not there is false. */
export function evaluatePredicate(predicate: Predicate, machine: Machine): boolean {
  if (predicate.kind !== 'compare') {
    const holds = (part: Predicate) => evaluatePredicate(part, machine);
    return predicate.kind === 'all' ? predicate.of.every(holds) : predicate.of.some(holds);
  }
  const { scalar, isSigned, comparison } = predicate;
  const bits = 8 * scalar.bytes;
  const unsigned = valueOf(scalar, machine);
  if (unsigned === null) return false;
  if (isSigned && scalar.kind === 'registerPart') throw new Error('a part of a register has no sign');
  const value = isSigned ? BigInt.asIntN(bits, unsigned) : unsigned;
  const constant = BigInt(predicate.constant);
  const wrapped = isSigned ? BigInt.asIntN(bits, constant) : BigInt.asUintN(bits, constant);
  if (wrapped !== constant) throw new Error(`${predicate.constant} does not fit ${bits} bits`);
  switch (comparison) {
    case '==':
      return value === constant;
    case '!=':
      return value !== constant;
    case '<':
      return value < constant;
    case '<=':
      return value <= constant;
    case '>':
      return value > constant;
    case '>=':
      return value >= constant;
  }
}

function valueOf(scalar: Scalar, machine: Machine): bigint | null {
  const bits = 8 * scalar.bytes;
  if (scalar.kind === 'memory') {
    const address = wordOf(scalar.at, machine);
    return address === null ? null : numberAt(address, scalar.bytes, machine);
  }
  const word = scalar.kind === 'word' ? wordOf(scalar.word, machine) : (machine.registers[scalar.register] ?? null);
  if (word === null) return null;
  return BigInt.asUintN(bits, scalar.kind === 'word' ? word : word >> BigInt(8 * scalar.fromByte));
}

function wordOf(word: Word, machine: Machine): bigint | null {
  const base = word.kind === 'register' ? (machine.registers[word.register] ?? null) : loadedWord(word.at, machine);
  return base === null ? null : BigInt.asUintN(64, base + BigInt(word.plus));
}

function loadedWord(at: Word, machine: Machine): bigint | null {
  const address = wordOf(at, machine);
  return address === null ? null : numberAt(address, 8, machine);
}

function numberAt(address: bigint, bytes: number, { memory }: Machine): bigint | null {
  for (const [start, content] of memory) {
    const offset = Number(address - start);
    if (address < start || offset + bytes > content.length) continue;
    return content.subarray(offset, offset + bytes).reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
  }
  return null;
}
