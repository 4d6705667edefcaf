/**
 * The talk with tracefs.sh while it only counts: asks for the counts at a steady pace, one question at a time, tells it
 * to pause, and at the end to stop counting and say the totals.
 */

import { systemClock, type Clock } from '../clock.ts';
import type { ProgramLink } from '../supervisedRun.ts';
import type { CountListener } from './countDecoder.ts';

/** A question costs a look at all uprobes of the machine: 3,000 take 10 ms. */
const LEAST_EVERY_MS = 250;
/** A stop is not made to wait longer. */
const LONGEST_FINISH_MS = 5_000;

export class CountTalk implements CountListener {
  /** Null: nothing is asked before the end. */
  readonly #everyMs: number | null;
  readonly #clock: Clock;
  #link: ProgramLink | null = null;
  #isAttached = false;
  #isPaused = false;
  /** Since it was paused, so that the last answer holds all there is. */
  #isAsked = false;
  /** Questions without an answer. */
  #open = 0;
  #isFinishing = false;
  #cancelTick: () => void = () => undefined;
  #onFinished: (isComplete: boolean) => void = () => undefined;

  /** @param everyMs null: only the totals at the end */
  constructor(everyMs: number | null, clock: Clock = systemClock) {
    this.#everyMs = everyMs === null ? null : Math.max(LEAST_EVERY_MS, everyMs);
    this.#clock = clock;
  }

  begin(link: ProgramLink): void {
    this.#link = link;
  }

  attached(): void {
    this.#isAttached = true;
    if (this.#isPaused) this.#link?.send('pause');
    this.#awaitTick();
  }

  answered(isWhole: boolean): void {
    this.#open = Math.max(0, this.#open - 1);
    if (!isWhole) this.#isAsked = false;
    if (!this.#isFinishing || this.#open > 0) return;
    if (isWhole) this.#onFinished(true);
    else this.#ask('hits');
  }

  pause(isPaused: boolean): void {
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    this.#isAsked = false;
    if (this.#isAttached && !this.#isFinishing) this.#link?.send(isPaused ? 'pause' : 'resume');
  }

  /** Resolves when the totals have come; to false when that takes too long. */
  finish(): Promise<boolean> {
    this.#isFinishing = true;
    this.#cancelTick();
    this.#ask('finish');
    return new Promise(resolve => {
      const cancel = this.#clock.schedule(() => {
        resolve(false);
      }, LONGEST_FINISH_MS);
      this.#onFinished = isComplete => {
        cancel();
        resolve(isComplete);
      };
    });
  }

  end(): void {
    this.#cancelTick();
    this.#onFinished(false);
    this.#link = null;
  }

  #awaitTick(): void {
    if (this.#everyMs === null) return;
    this.#cancelTick = this.#clock.schedule(() => {
      // While it is paused, nothing changes any more.
      if (this.#open === 0 && !(this.#isPaused && this.#isAsked)) this.#ask('hits');
      this.#awaitTick();
    }, this.#everyMs);
  }

  #ask(question: 'hits' | 'finish'): void {
    this.#open++;
    this.#isAsked = true;
    this.#link?.send(question);
  }
}
