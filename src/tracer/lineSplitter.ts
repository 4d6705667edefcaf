/** Bytes of a program's diagnostics -> lines, split at any byte, in bounded memory. */

/** UTF-16 units of a line that are kept; the rest of it is dropped. */
const LONGEST_LINE = 16_384;

export class LineSplitter {
  readonly #utf8 = new TextDecoder('utf-8');
  #half = '';

  /** The lines that `chunk` completes, without their newlines. */
  push(chunk: Uint8Array): string[] {
    const parts = this.#utf8.decode(chunk, { stream: true }).split('\n');
    const lines: string[] = [];
    parts.forEach((part, index) => {
      if (index > 0) {
        lines.push(this.#half);
        this.#half = '';
      }
      this.#half = (this.#half + part).slice(0, LONGEST_LINE);
    });
    return lines;
  }

  /** What stands after the last newline; empty when nothing does. */
  end(): string {
    const half = this.#half + this.#utf8.decode();
    this.#half = '';
    return half;
  }
}
