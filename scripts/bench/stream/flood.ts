/** Some seconds of calls at a steady rate, and what a contender brought of them with their values. */

/** Calls a second, lowest first. */
export const RATES = [10_000, 25_000, 50_000, 100_000, 200_000] as const;

/** How long each lasts. */
export const SECONDS = 4;

export interface Flood {
  /** Asked for; the program comes to less where a call costs too much. */
  readonly rate: number;
  readonly perSecond: number;
  readonly calls: number;
  /** Hits with their values. */
  readonly brought: number;
  /** Hits that the contender says it has lost; null where it does not say. */
  readonly said: number | null;
  /** How late timers of the process came that took the hits; null where that has none to wait for. */
  readonly delayMs: { readonly p50: number; readonly p99: number; readonly max: number } | null;
  /** Processor time of that process for a hit; null as before. */
  readonly processorUs: number | null;
}
