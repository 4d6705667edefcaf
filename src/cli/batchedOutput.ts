/**
 * What a trace prints on its way to stdout: lines of one turn of the event loop are written together, since each write
 * is a system call. A reader that is too slow stops the process, not the memory: node writes to pipes, files and
 * terminals synchronously on Linux.
 */

const MOST_CHARACTERS = 64 * 1024;

export class BatchedOutput {
  readonly #write: (text: string) => void;
  #parts: string[] = [];
  #length = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  push(text: string): void {
    if (this.#length === 0) {
      setImmediate(() => {
        this.flush();
      });
    }
    this.#parts.push(text);
    this.#length += text.length;
    if (this.#length >= MOST_CHARACTERS) this.flush();
  }

  flush(): void {
    if (this.#length === 0) return;
    const text = this.#parts.join('');
    this.#parts = [];
    this.#length = 0;
    this.#write(text);
  }
}
