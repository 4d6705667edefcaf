/**
 * Captured bits as the program itself would print them with `{:?}`.
 * Bits that no value of the type can have are absent, not printed.
 */

import type { RawValue, ValueCapture, ValueType } from '../model/capture.ts';
import type { ShownValue } from '../model/hit.ts';
import { debugChar, debugText } from './rustDebug.ts';

export function showValue(capture: ValueCapture, raw: RawValue): ShownValue {
  switch (raw.kind) {
    case 'fault':
      return { kind: 'absent', reason: 'not paged in' };
    case 'text':
      return showText(raw.byteLength, raw.bytes);
    case 'registers':
      return showBits(capture.type, joinWords(raw.words));
  }
}

function joinWords(words: readonly bigint[]): bigint {
  return words.reduceRight((high, word) => (high << 64n) | BigInt.asUintN(64, word), 0n);
}

function showBits(type: ValueType, bits: bigint): ShownValue {
  switch (type.kind) {
    case 'signed':
      return { kind: 'value', text: BigInt.asIntN(type.bits, bits).toString() };
    case 'unsigned':
      return { kind: 'value', text: BigInt.asUintN(type.bits, bits).toString() };
    case 'bool': {
      const byte = BigInt.asUintN(8, bits);
      if (byte > 1n) return { kind: 'absent', reason: `no bool: 0x${byte.toString(16)}` };
      return { kind: 'value', text: byte === 1n ? 'true' : 'false' };
    }
    case 'char': {
      const scalar = Number(BigInt.asUintN(32, bits));
      if (scalar > 0x10ffff || (scalar >= 0xd800 && scalar <= 0xdfff)) {
        return { kind: 'absent', reason: `no char: 0x${scalar.toString(16)}` };
      }
      return { kind: 'value', text: debugChar(String.fromCodePoint(scalar)) };
    }
    case 'str':
      return { kind: 'absent', reason: 'text without its bytes' };
  }
}

function showText(byteLength: bigint, bytes: Uint8Array): ShownValue {
  const isWhole = BigInt(bytes.length) === byteLength;
  const kept = isWhole ? bytes : withoutHalfCharacter(bytes);
  const text = decodeUtf8(kept);
  if (text === null) return { kind: 'absent', reason: 'no UTF-8 text at that address' };
  if (isWhole) return { kind: 'value', text: debugText(text) };
  return {
    kind: 'cut',
    text: `${debugText(text)}…`,
    reason: `first ${String(kept.length)} of ${String(byteLength)} bytes`,
  };
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Drops the first bytes of a character that the limit cut in two. */
function withoutHalfCharacter(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const characterBytes = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return characterBytes > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}
