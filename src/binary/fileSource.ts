/** A file as a byte source: read by position, never as a whole, so that binaries beyond 2 GiB work too. */

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { HumanError } from '../model/humanError.ts';
import { checkRange, type ByteSource } from './byteSource.ts';
import { MalformedError } from './malformedError.ts';

/** A regular file. Whoever opens it disposes it. */
export class FileSource implements ByteSource {
  readonly label: string;
  readonly size: number;
  /** Device, inode, size and time of modification: another one is another file, or other contents. */
  readonly identity: string;
  #descriptor: number | null;

  /** Throws `HumanError` when `path` cannot be opened or is no regular file. */
  constructor(path: string) {
    this.label = path;
    const descriptor = openForReading(path);
    const stat = fstatSync(descriptor, { bigint: true });
    if (!stat.isFile()) {
      closeSync(descriptor);
      throw new HumanError({ message: `${path} is not a regular file.` });
    }
    this.#descriptor = descriptor;
    this.size = Number(stat.size);
    this.identity = [stat.dev, stat.ino, stat.size, stat.mtimeNs].join(':');
  }

  read(offset: number, length: number): Uint8Array {
    if (this.#descriptor === null) throw new HumanError({ message: `${this.label} was closed while it was read.` });
    checkRange(this, offset, length);
    // Not zeroed first, and no Buffer, whose parts are costly to take.
    const { buffer, byteOffset } = Buffer.allocUnsafeSlow(length);
    const bytes = new Uint8Array(buffer, byteOffset, length);
    for (let done = 0; done < length;) {
      const count = readSync(this.#descriptor, bytes, done, length - done, offset + done);
      if (count === 0) throw new MalformedError(this.label, 'it became shorter while it was read');
      done += count;
    }
    return bytes;
  }

  dispose(): void {
    if (this.#descriptor === null) return;
    closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}

/** `O_NONBLOCK`, so that opening a named pipe cannot wait for a writer. */
function openForReading(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HumanError({ message: `Cannot open ${path}: ${reason}.` }, { cause });
  }
}
