/** Notices the end of the one process that a trace is limited to. */

import type { TracedProcess } from '../model/tracedProcess.ts';
import { isAlive } from '../running/processStat.ts';
import { REAL_TIMERS, type Timers } from './timers.ts';

const LOOK_EVERY_MS = 500;

/** Whether it is that process still. */
export type IsAlive = (process: TracedProcess) => boolean;

export class ProcessWatch {
  readonly #process: TracedProcess;
  readonly #isAlive: IsAlive;
  readonly #timers: Timers;
  #cancel: () => void = () => undefined;

  /** `onEnd` is called once, unless it is disposed before. */
  constructor(process: TracedProcess, onEnd: () => void, look: IsAlive = isAlive, timers: Timers = REAL_TIMERS) {
    this.#process = process;
    this.#isAlive = look;
    this.#timers = timers;
    this.#lookLater(onEnd);
  }

  /** Whether it has ended by now. */
  get hasEnded(): boolean {
    return !this.#isAlive(this.#process);
  }

  dispose(): void {
    this.#cancel();
  }

  #lookLater(onEnd: () => void): void {
    this.#cancel = this.#timers.after(LOOK_EVERY_MS, () => {
      if (this.hasEnded) onEnd();
      else this.#lookLater(onEnd);
    });
  }
}
