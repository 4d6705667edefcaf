/**
 * Many files as byte sources with few of them open: a program's debug information may lie in thousands. One that was
 * closed is opened again when it is read, and must still be the same file.
 */

import type { ByteSource } from './byteSource.ts';
import { FileSource } from './fileSource.ts';
import { HumanError } from '../model/humanError.ts';

export class FilePool {
  readonly #limit: number;
  /** In the order of use. */
  readonly #open = new Map<string, FileSource>();
  #isDisposed = false;

  /** `limit`: files open at a time. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Throws `HumanError` when `path` cannot be opened or is no regular file. Reads do so too. */
  source(path: string): ByteSource {
    const { size, identity } = this.#file(path);
    return {
      label: path,
      size,
      read: (offset, length) => {
        const file = this.#file(path);
        if (file.identity !== identity) throw new HumanError({ message: `${path} was replaced while it was read.` });
        return file.read(offset, length);
      },
    };
  }

  /** Closes all files; nothing may be read afterwards. */
  dispose(): void {
    this.#isDisposed = true;
    for (const file of this.#open.values()) file.dispose();
    this.#open.clear();
  }

  #file(path: string): FileSource {
    if (this.#isDisposed) throw new HumanError({ message: `${path} was closed while it was read.` });
    const file = this.#open.get(path) ?? new FileSource(path);
    this.#open.delete(path);
    this.#open.set(path, file);
    for (const [oldest, other] of this.#open) {
      if (this.#open.size <= this.#limit) break;
      this.#open.delete(oldest);
      other.dispose();
    }
    return file;
  }
}
