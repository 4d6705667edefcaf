/** Follows a file that another process appends to, as `tail -f` does. */

import { closeSync, openSync, readSync } from 'node:fs';

const pollMs = 100;

/** Calls `onChunk` with every new piece; `stop` reads what is left once more. */
export function followFile(file: string, onChunk: (chunk: Uint8Array) => void): { stop(): void } {
  const descriptor = openSync(file, 'r');
  const buffer = new Uint8Array(64 * 1024);
  const readOn = (): void => {
    for (;;) {
      const length = readSync(descriptor, buffer);
      if (length === 0) return;
      onChunk(buffer.slice(0, length));
    }
  };
  const poll = setInterval(readOn, pollMs);
  return {
    stop() {
      clearInterval(poll);
      readOn();
      closeSync(descriptor);
    },
  };
}
