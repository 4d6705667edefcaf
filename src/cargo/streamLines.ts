/** The lines of a child process's output, as they come; a progress bar's carriage return ends a line too. */

import type { Readable } from 'node:stream';

/** In UTF-16 units. What goes on for longer without a line end is dropped up to the next one. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;

/** Calls `take` for every line without its end, and for what follows the last end. Resolves at the stream's end. */
export async function takeLines(
  stream: Readable,
  take: (line: string) => void,
  maxLineLength = MAX_LINE_LENGTH,
): Promise<void> {
  let rest = '';
  let isTooLong = false;
  stream.setEncoding('utf8');
  for await (const chunk of stream as AsyncIterable<string>) {
    const lines = chunk.split(/[\r\n]/);
    for (const [index, piece] of lines.entries()) {
      rest += piece;
      if (rest.length > maxLineLength) {
        isTooLong = true;
        rest = '';
      }
      if (index < lines.length - 1) {
        if (!isTooLong && rest !== '') take(rest);
        rest = '';
        isTooLong = false;
      }
    }
  }
  if (!isTooLong && rest !== '') take(rest);
}
