/** What lies on the stack of a location expression, and sums of that. DWARF 5, section 2.5.1. */

import type { Cursor } from '../cursor.ts';
import type { DwarfWord } from '../dwarfFunction.ts';
import { DW_OP } from './constants.ts';

export const COMPUTED = 'computed from other values';
export const STATIC = 'in static memory';
export const NOT_UNDERSTOOD = 'its place is not understood';

/** What lies on the stack of an expression. */
export type Entry =
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'word'; readonly word: DwarfWord }
  /** The low bytes of a word, zeros above. */
  | { readonly kind: 'masked'; readonly word: DwarfWord; readonly bytes: number };

/** Cannot be worked out; the message is the reason. */
export class Obstacle extends Error {}

/** Of an operation that pushes a constant; null for another. */
export function numberOf(operation: number, cursor: Cursor): bigint | null {
  if (operation >= DW_OP.lit && operation < DW_OP.lit + 32) return BigInt(operation - DW_OP.lit);
  switch (operation) {
    case DW_OP.const1u:
      return BigInt(cursor.u8());
    case DW_OP.const1s:
      return BigInt.asIntN(8, BigInt(cursor.u8()));
    case DW_OP.const2u:
      return BigInt(cursor.u16());
    case DW_OP.const2s:
      return BigInt.asIntN(16, BigInt(cursor.u16()));
    case DW_OP.const4u:
      return BigInt(cursor.u32());
    case DW_OP.const4s:
      return BigInt.asIntN(32, BigInt(cursor.u32()));
    case DW_OP.const8u:
    case DW_OP.const8s:
      return cursor.u64();
    case DW_OP.constu:
      return cursor.ulebBig();
    case DW_OP.consts:
      return cursor.slebBig();
    default:
      return null;
  }
}

export function sum(entry: Entry, number: bigint): Entry {
  switch (entry.kind) {
    case 'number':
      return { kind: 'number', value: BigInt.asIntN(64, entry.value + number) };
    case 'word':
      return { kind: 'word', word: { ...entry.word, plus: safe(BigInt(entry.word.plus) + number) } };
    case 'masked':
      throw new Obstacle(COMPUTED);
  }
}

export function sumOf(one: Entry, other: Entry): Entry {
  return one.kind === 'number' ? sum(other, one.value) : sum(one, numberIn(other));
}

/** Compilers mask a word to widen what its low bytes hold. */
export function masked(entry: Entry, mask: bigint): Entry {
  const bits = BigInt.asUintN(64, mask).toString(2);
  if (entry.kind !== 'word' || bits.includes('0') || bits.length % 8 !== 0) throw new Obstacle(COMPUTED);
  return bits.length === 64 ? entry : { kind: 'masked', word: entry.word, bytes: bits.length / 8 };
}

export function numberIn(entry: Entry): bigint {
  if (entry.kind !== 'number') throw new Obstacle(COMPUTED);
  return entry.value;
}

export function addressOf(entry: Entry): DwarfWord {
  switch (entry.kind) {
    case 'word':
      return entry.word;
    case 'number':
      throw new Obstacle(STATIC);
    case 'masked':
      throw new Obstacle(COMPUTED);
  }
}

/** Of an offset in memory. Throws `Obstacle`. */
export function safe(offset: bigint): number {
  const number = Number(BigInt.asIntN(64, offset));
  if (!Number.isSafeInteger(number)) throw new Obstacle(NOT_UNDERSTOOD);
  return number;
}
