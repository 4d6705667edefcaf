/** Looks at machine code here and there, mostly at rising addresses, with few reads. */

import type { ElfFile } from './elf.ts';

const WINDOW_BYTES = 2 ** 16;

export class CodeWindow {
  readonly #elf: ElfFile;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(elf: ElfFile) {
    this.#elf = elf;
  }

  /** The code from an address below 2^53, as much of `length` bytes (at most 64 KiB) as there is. */
  read(virtualAddress: number, length: number): Uint8Array {
    let offset = virtualAddress - this.#start;
    if (offset < 0 || offset + length > this.#bytes.length) {
      this.#start = virtualAddress;
      this.#bytes = this.#elf.readCodeUpTo(BigInt(virtualAddress), WINDOW_BYTES);
      offset = 0;
    }
    return this.#bytes.subarray(offset, offset + length);
  }
}
