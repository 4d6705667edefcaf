/**
 * What a tracer said besides its events, kept for the explanation of a failure: its first messages and its last. What
 * sudo refuses it repeats in whole, which is longer than what is kept.
 */

import { plainText } from './plainText.ts';
import type { DecodedEvent } from './decoded.ts';

const KEPT = 100;

export class Messages {
  readonly #kept: string[] = [];

  /** Oldest first. */
  get kept(): readonly string[] {
    return this.#kept;
  }

  /** Takes one line; a blank one says nothing. */
  take(line: string): DecodedEvent[] {
    if (line.trim() === '') return [];
    const text = plainText(line);
    this.#kept.push(text);
    if (this.#kept.length > KEPT) this.#kept.splice(KEPT / 2, 1);
    return [{ type: 'message', text }];
  }
}
