/** Whether a trace's number is all its hits or a lower bound. Told by its events; a number that starts anew may be exact again. */

import type { LiveEvent } from './liveEvent.ts';

export class CountAccuracy {
  #isRecording = true;
  /** Hits have gone by that no record tells of. */
  #mayMiss = false;
  /** Counts tell of them all. */
  #isCounted = false;

  get isExact(): boolean {
    return !this.#mayMiss || this.#isCounted;
  }

  /** Whether hits are recorded now, and not only counted. */
  get isRecording(): boolean {
    return this.#isRecording;
  }

  take(event: LiveEvent): void {
    if (event.type === 'lost') this.#mayMiss = true;
    else if (event.type === 'counted') this.#isCounted = event.isExact;
    else if (event.type === 'recording') {
      this.#isRecording = event.isOn;
      this.#mayMiss ||= !event.isOn;
    }
  }

  /** The number is zero again. */
  restart(): void {
    this.#mayMiss = !this.#isRecording;
  }
}
