/**
 * Reads little-endian values one after the other from a piece of bytes, checking every bound.
 * LEB128: DWARF 5, section 7.6.
 */

import { MalformedError } from './malformedError.ts';

/** UTF-8, with U+FFFD for what is none: names come from linkers and assemblers too. */
export function decodeText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

export class Cursor {
  /** Position of the next byte in `bytes`. */
  position: number;
  readonly bytes: Uint8Array;
  readonly #label: string;
  readonly #view: DataView;

  /** `label` names the bytes in errors. All methods throw `MalformedError` when the bytes end too early. */
  constructor(bytes: Uint8Array, label: string, position = 0) {
    this.bytes = bytes;
    this.position = position;
    this.#label = label;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  malformed(problem: string): MalformedError {
    return new MalformedError(this.#label, `${problem} at ${this.position} of ${this.bytes.length} bytes`);
  }

  /** Moves over `length` bytes and returns where they began. */
  skip(length: number): number {
    const start = this.position;
    if (!(length >= 0 && start + length <= this.bytes.length)) throw this.malformed(`${length} more bytes expected`);
    this.position = start + length;
    return start;
  }

  take(length: number): Uint8Array {
    const start = this.skip(length);
    return this.bytes.subarray(start, start + length);
  }

  u8(): number {
    return this.#view.getUint8(this.skip(1));
  }

  u16(): number {
    return this.#view.getUint16(this.skip(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.skip(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.skip(8), true);
  }

  /** A 64-bit size or offset, which no real file has beyond 2^53. */
  u64AsNumber(): number {
    const start = this.skip(8);
    const high = this.#view.getUint32(start + 4, true);
    if (high >= 2 ** 21) throw this.malformed('a size or offset beyond 2^53');
    return high * 2 ** 32 + this.#view.getUint32(start, true);
  }

  /** Unsigned LEB128 up to 2^53. */
  uleb(): number {
    let result = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.u8();
      if ((byte & 0x7f) !== 0) result += (byte & 0x7f) * scale;
      if (result > Number.MAX_SAFE_INTEGER) throw this.malformed('an LEB128 number beyond 2^53');
      if (byte < 0x80) return result;
    }
  }

  /** Unsigned LEB128 of up to 64 bits. */
  ulebBig(): bigint {
    return BigInt.asUintN(64, this.#leb().bits);
  }

  /** Signed LEB128 of up to 64 bits. */
  slebBig(): bigint {
    const { bits, width } = this.#leb();
    return BigInt.asIntN(64, BigInt.asIntN(width, bits));
  }

  skipLeb(): void {
    while (this.u8() >= 0x80);
  }

  #leb(): { bits: bigint; width: number } {
    let bits = 0n;
    for (let width = 0; ;) {
      const byte = this.u8();
      // Bytes past the 64th bit can only pad.
      if (width < 70) {
        bits |= BigInt(byte & 0x7f) << BigInt(width);
        width += 7;
      }
      if (byte < 0x80) return { bits, width };
    }
  }

  /** Bytes up to a NUL, which is passed over and not returned. */
  cStringBytes(): Uint8Array {
    const end = this.bytes.indexOf(0, this.position);
    if (end < 0) throw this.malformed('a string without an end');
    const text = this.bytes.subarray(this.position, end);
    this.position = end + 1;
    return text;
  }

  cString(): string {
    return decodeText(this.cStringBytes());
  }
}
