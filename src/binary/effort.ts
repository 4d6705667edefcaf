/**
 * Keeps a long search polite and finite: it gives way to the event loop every few milliseconds, ends when it is
 * cancelled, and ends when it examines far more bytes than there are, as only data made for it can cause.
 */

import { setImmediate } from 'node:timers/promises';
import { MalformedError } from './malformedError.ts';

const SLICE_MS = 5;

export class Effort {
  readonly #label: string;
  readonly #signal: AbortSignal | undefined;
  readonly #allowed = new Set<string>();
  #budgetBytes: number;
  #sliceEndMs = performance.now() + SLICE_MS;

  /** `label` names the data in the error. */
  constructor(label: string, budgetBytes: number, signal: AbortSignal | undefined) {
    this.#label = label;
    this.#budgetBytes = budgetBytes;
    this.#signal = signal;
    signal?.throwIfAborted();
  }

  /** Counts examined bytes. Throws `MalformedError` when the budget is used up. */
  spend(bytes: number): void {
    this.#budgetBytes -= bytes;
    if (this.#budgetBytes < 0) throw new MalformedError(this.#label, 'its tables refer to each other without measure');
  }

  /** Raises the budget for more data that turned out to belong to it; once for each `name`. */
  allow(name: string, budgetBytes: number): void {
    if (this.#allowed.has(name)) return;
    this.#allowed.add(name);
    this.#budgetBytes += budgetBytes;
  }

  /** Throws the signal's reason when that was aborted. */
  check(): void {
    this.#signal?.throwIfAborted();
  }

  /** Whether it is time to `pause`. Cheap enough to ask some thousand times a second. */
  get isDue(): boolean {
    return performance.now() >= this.#sliceEndMs;
  }

  /** Lets other work run. Rejects with the signal's reason when that was aborted. */
  async pause(): Promise<void> {
    await setImmediate();
    this.check();
    this.#sliceEndMs = performance.now() + SLICE_MS;
  }
}
