/**
 * Bytes of a text as Rust's `{:?}` prints them: of `str`, and of `OsStr` and `CStr`, whose bytes need not be UTF-8.
 * Where only the beginning was read, no character is cut in two.
 */

import type { Shape } from '../../model/shape.ts';
import { debugText, escapedCText, escapedText, hexByte } from '../rustDebug.ts';

type Encoding = Extract<Shape, { kind: 'text' }>['encoding'];

export interface ShownText {
  readonly text: string;
  /** How many of the given bytes it shows. */
  readonly bytes: number;
}

/** `isWhole` is false where the text goes on behind `bytes`. A string: why no text has such bytes. */
export function showText(encoding: Encoding, bytes: Uint8Array, isWhole: boolean): ShownText | string {
  const kept = isWhole ? bytes : withoutHalfCharacter(bytes);
  switch (encoding) {
    case 'utf8': {
      const text = decodeUtf8(kept);
      return text === null ? 'no UTF-8 text at that address' : { text: debugText(text), bytes: kept.length };
    }
    case 'os': {
      const shown = lossy(kept, escapedText, byte => `\\x${hexByte(byte).toUpperCase()}`);
      return { text: `"${shown}"`, bytes: kept.length };
    }
    case 'c': {
      const characters = isWhole ? kept.subarray(0, -1) : kept;
      if (characters.includes(0) || (isWhole && kept.at(-1) !== 0)) return 'no C string at that address';
      const shown = lossy(characters, escapedCText, byte => `\\x${hexByte(byte)}`);
      return { text: `"${shown}"`, bytes: kept.length };
    }
  }
}

/** Follows `Utf8Chunks` of library/core/src/str/lossy.rs: what is no UTF-8 is written byte by byte. */
function lossy(bytes: Uint8Array, character: (text: string) => string, byte: (value: number) => string): string {
  const whole = decodeUtf8(bytes);
  if (whole !== null) return character(whole);
  let shown = '';
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at);
    const text = length === 0 ? null : decodeUtf8(bytes.subarray(at, at + length));
    shown += text === null ? byte(bytes[at] ?? 0) : character(text);
    at += text === null ? 1 : length;
  }
  return shown;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Bytes of the character that the byte at `at` begins, were the others right; 0: it begins none. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
}

/** Drops the first bytes of a character that the limit cut in two. */
function withoutHalfCharacter(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const length = characterLength(bytes, bytes.length - back);
    if (length > 0) return length > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}
