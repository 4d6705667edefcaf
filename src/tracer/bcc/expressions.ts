/**
 * Words of registers and memory, and conditions on them, as C for the probes of bcc's `trace`, with the helpers of
 * rust_trace.h. `trace` splits a probe's values at commas, so the helpers' arguments stand apart by RT_COMMA.
 */

import type { Predicate, Scalar } from '../../model/predicate.ts';
import type { Word } from '../../model/read.ts';
import { REGISTER_NAMES } from '../registerNames.ts';

/** Marks `bit` in the variable `rt_missing` when a load fails. */
export function wordExpression(word: Word, bit: bigint): string {
  const base =
    word.kind === 'register'
      ? `RT_REGISTER(${REGISTER_NAMES[word.register]})`
      : call('rt_load', wordExpression(word.at, bit), '&rt_missing', hexadecimal(bit));
  return word.plus === 0 ? base : `(${base} + ${hexadecimal(BigInt.asUintN(64, BigInt(word.plus)))})`;
}

export function call(name: string, ...parameters: readonly string[]): string {
  return `${name}(${parameters.join(' RT_COMMA ')})`;
}

export function hexadecimal(number: bigint): string {
  return `0x${number.toString(16)}ULL`;
}

/** Whether taking it can fail. */
export function hasLoad(word: Word): boolean {
  return word.kind === 'load';
}

/** Zero where it does not hold. What cannot be read now compares to nothing. */
export function predicateExpression(predicate: Predicate): string {
  switch (predicate.kind) {
    case 'compare': {
      const { scalar, isSigned, comparison, constant } = predicate;
      const type = `${isSigned ? 's' : 'u'}${scalar.bytes * 8}`;
      const right = isSigned ? signedLiteral(BigInt(constant)) : `${BigInt(constant)}ULL`;
      const left = `(${isSigned ? 's64' : 'u64'})rt_left`;
      return `({ u64 rt_missing = 0; ${type} rt_left = ${leftSide(scalar, type)} !rt_missing && ${left} ${comparison} ${right}; })`;
    }
    case 'all':
      return predicate.of.length === 0 ? '1' : `(${predicate.of.map(predicateExpression).join(' && ')})`;
    case 'any':
      return predicate.of.length === 0 ? '0' : `(${predicate.of.map(predicateExpression).join(' || ')})`;
  }
}

/** The first value of the variable `rt_left`, and what else brings it. */
function leftSide(scalar: Scalar, type: string): string {
  if (scalar.kind === 'word') return `(${type})${wordExpression(scalar.word, 1n)};`;
  if (scalar.kind === 'registerPart') {
    const whole = wordExpression({ kind: 'register', register: scalar.register, plus: 0 }, 1n);
    return `(${type})(${whole} >> ${scalar.fromByte * 8});`;
  }
  const address = wordExpression(scalar.at, 1n);
  return `0; ${call('rt_memory', '&rt_left', String(scalar.bytes), address, '&rt_missing', '1ULL')};`;
}

/** C has no literal for the least number. */
function signedLiteral(number: bigint): string {
  return number === -(1n << 63n) ? `(${number + 1n}LL - 1)` : `${number}LL`;
}
