/** Time as the parts of a trace ask for it; tests give others. */

export interface Timers {
  /** Milliseconds of a clock that never runs backwards. */
  readonly nowMs: () => number;
  /** Calls `run` once after `delayMs`; the answer takes it back. */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

export const REAL_TIMERS: Timers = {
  nowMs: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};
