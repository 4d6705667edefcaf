/**
 * Whether hits are recorded or only counted, as the records that come say it. Samples of a flood turn recording off;
 * what turns it on again is a later record, or that no sample comes any more.
 */

import { systemClock, type Clock } from '../clock.ts';
import type { DecodedEvent } from '../decoded.ts';

/** Decisions of several processors about one moment are not further apart: the kernel's longest tick, and some. */
const ONE_MOMENT_NS = 50_000_000n;

const SECOND_NS = 1_000_000_000n;

/** How long a sample may be on its way. */
const LATE_NS = 500_000_000n;

export class RecordingState {
  readonly #clock: Clock;
  readonly #deliver: (events: readonly DecodedEvent[]) => void;
  #isOn = true;
  /** Of the latest sample, and of the record that came after it. */
  #sampleNs = 0n;
  #recordNs = 0n;
  #cancelTimer: () => void = () => undefined;

  /** @param deliver takes what comes of time */
  constructor(deliver: (events: readonly DecodedEvent[]) => void, clock: Clock = systemClock) {
    this.#deliver = deliver;
    this.#clock = clock;
  }

  /** @param timeNs of a hit that is only counted */
  sawSample(timeNs: bigint): DecodedEvent[] {
    // Each processor's records are in order; all together are not.
    if (timeNs < this.#recordNs) return [];
    if (timeNs > this.#sampleNs) this.#sampleNs = timeNs;
    if (!this.#isOn) return [];
    this.#isOn = false;
    this.#awaitSilence();
    return [{ type: 'recording', isOn: false }];
  }

  /** @param timeNs of a hit that is recorded */
  sawRecord(timeNs: bigint): DecodedEvent[] {
    if (this.#isOn || timeNs < this.#sampleNs + ONE_MOMENT_NS) return [];
    this.#recordNs = timeNs;
    return this.#turnOn();
  }

  /** For the end: nothing comes of time any more. */
  end(): void {
    this.#cancelTimer();
  }

  #turnOn(): DecodedEvent[] {
    this.#cancelTimer();
    this.#isOn = true;
    return [{ type: 'recording', isOn: true }];
  }

  /** A sample that is still on its way would be in time for this. */
  #awaitSilence(): void {
    const leftMs = Number((this.#recordedFromNs() + LATE_NS - this.#clock.nowNs()) / 1_000_000n) + 1;
    this.#cancelTimer = this.#clock.schedule(
      () => {
        if (this.#clock.nowNs() < this.#recordedFromNs() + LATE_NS) {
          this.#awaitSilence();
          return;
        }
        this.#recordNs = this.#recordedFromNs();
        this.#deliver(this.#turnOn());
      },
      Math.max(leftMs, 1),
    );
  }

  /** The second of a sample and the one after it are only counted; what comes later is recorded. */
  #recordedFromNs(): bigint {
    return (this.#sampleNs / SECOND_NS + 2n) * SECOND_NS;
  }
}
