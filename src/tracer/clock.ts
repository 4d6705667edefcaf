/** Time as hits have it, and timers; tests bring their own. */

export interface Clock {
  /** CLOCK_MONOTONIC, which the kernel stamps hits with. */
  nowNs(): bigint;
  /** Calls back once after a time; the answer cancels it. */
  schedule(callback: () => void, delayMs: number): () => void;
}

export const systemClock: Clock = {
  nowNs: () => process.hrtime.bigint(),
  schedule: (callback, delayMs) => {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};
