/** Waiting for something to become true, with what was last seen in the error. */

import { setTimeout as sleep } from 'node:timers/promises';

export interface UntilOptions {
  readonly timeoutMs?: number;
  /** What was waited for, for the error. */
  readonly what: string;
}

/**
 * Calls `read` until `isDone` says yes to its result, and returns that result.
 * A `read` that throws counts as not yet; after the time is up the last result or error is in the message.
 */
export async function until<T>(
  read: () => T | Promise<T>,
  isDone: (value: T) => boolean,
  { timeoutMs = 10_000, what }: UntilOptions,
): Promise<T> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    let last: string;
    try {
      const value = await read();
      if (isDone(value)) return value;
      last = JSON.stringify(value);
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > deadlineMs) throw new Error(`${what}: not within ${timeoutMs} ms; last seen: ${last}`);
    await sleep(50);
  }
}
