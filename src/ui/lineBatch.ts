/**
 * Lines on their way to a panel or terminal: written together a few times a second, and no more of them than a person and
 * the window can take. Lines beyond that are counted and said to be left out. Pure.
 */

import { REAL_TIMERS, type Timers } from '../session/timers.ts';
import { Coalescer } from './coalesce.ts';
import { countText } from '../model/numberText.ts';

const WRITE_EVERY_MS = 100;

export interface LineBatchOptions {
  /** Takes several lines at once, each without its line end. */
  readonly write: (lines: readonly string[]) => void;
  /** Lines a write; hits beyond it are left out. */
  readonly limit: number;
  readonly timers?: Timers;
}

export class LineBatch {
  readonly #options: LineBatchOptions;
  readonly #writes: Coalescer;
  #lines: string[] = [];
  #hitsLeftOut = 0;
  #returnsLeftOut = 0;

  constructor(options: LineBatchOptions) {
    this.#options = options;
    this.#writes = new Coalescer(
      () => {
        this.flush();
      },
      WRITE_EVERY_MS,
      options.timers ?? REAL_TIMERS,
    );
  }

  /** Adds a line that is never left out: start, end, loss. */
  push(line: string): void {
    this.#lines.push(line);
    this.#writes.request();
  }

  /** Adds the line of a hit, which is made only if there is room for it. */
  pushHit(makeLine: () => string): void {
    if (!this.#pushIfRoom(makeLine)) this.#hitsLeftOut++;
  }

  /** The same for the end of a call. */
  pushReturn(makeLine: () => string): void {
    if (!this.#pushIfRoom(makeLine)) this.#returnsLeftOut++;
  }

  /** Writes what is waiting now. */
  flush(): void {
    if (this.#lines.length + this.#hitsLeftOut + this.#returnsLeftOut === 0) return;
    const lines = this.#lines;
    if (this.#hitsLeftOut > 0) lines.push(`… ${countText(this.#hitsLeftOut, 'more hit')}, counted but not listed here`);
    else if (this.#returnsLeftOut > 0)
      lines.push(`… ${countText(this.#returnsLeftOut, 'more return')}, not listed here`);
    this.#lines = [];
    this.#hitsLeftOut = this.#returnsLeftOut = 0;
    this.#options.write(lines);
  }

  /** Writes the rest and ends. */
  dispose(): void {
    this.#writes.dispose();
    this.flush();
  }

  #pushIfRoom(makeLine: () => string): boolean {
    const hasRoom = this.#lines.length < this.#options.limit;
    if (hasRoom) this.#lines.push(makeLine());
    this.#writes.request();
    return hasRoom;
  }
}
