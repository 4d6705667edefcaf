/**
 * Puts passages of several processors back in the order of their times. Each processor's ring is in order, but `trace`
 * empties one ring after the other, so one may come after a later one: the more so the further it is behind.
 * Each waits between one and two periods, and a period lasts as much longer as some came late. Of equal times
 * the order of arrival stays.
 *
 * They are released a few at a time, since what one sets off takes its time too, and others have work to do on the
 * same thread: see `isBehind`.
 */

import { systemClock, type Clock } from './clock.ts';

export const PERIOD_MS = 150;

/** However late they come, they are not held back longer. */
export const LONGEST_PERIOD_MS = 2_000;

/** More waiting than this are let go early: memory before order. */
const MOST_WAITING = 20_000;

/** So many are in order and not released yet: no more should come for now. */
const MOST_READY = 20_000;

/** They are released for so long at a time, and the thread is left to others for the pause. */
const SLICE_NS = 8_000_000n;
const PAUSE_MS = 2;
/** Released between two looks at the clock. */
const AT_A_TIME = 32;

/** Something that happened at a time. */
export interface Timed {
  /** CLOCK_MONOTONIC, nanoseconds. */
  readonly timeNs: bigint;
}

export class TimeOrder<T extends Timed> {
  readonly #release: (each: T) => void;
  readonly #clock: Clock;
  /** Has waited a period already. */
  #old: T[] = [];
  #young: T[] = [];
  /** In order; those before `#next` have been released. */
  #ready: T[] = [];
  #next = 0;
  #isSlicing = false;
  #onEmpty: () => void = () => undefined;
  /** The latest that one of the young came. */
  #latenessMs = 0;
  #cancelTick: (() => void) | null = null;

  constructor(release: (each: T) => void, clock: Clock = systemClock) {
    this.#release = release;
    this.#clock = clock;
  }

  /** They are pushed faster than they are released. */
  get isBehind(): boolean {
    return this.#ready.length - this.#next > MOST_READY;
  }

  /** Some that have come together, in any order. */
  push(some: readonly T[]): void {
    const [one] = some;
    if (one === undefined) return;
    let earliest = one;
    for (const each of some) {
      this.#young.push(each);
      if (each.timeNs < earliest.timeNs) earliest = each;
      if (this.#young.length >= MOST_WAITING) this.#tick();
    }
    this.#latenessMs = Math.max(this.#latenessMs, Number(this.#clock.nowNs() - earliest.timeNs) / 1e6);
    this.#arm();
  }

  /** Waits for nothing later any more; resolves when everything has been released. For the end. */
  async flush(): Promise<void> {
    this.#cancelTick?.();
    this.#cancelTick = null;
    const all = [...this.#old, ...this.#young].sort(byTime);
    this.#old = [];
    this.#young = [];
    const isEmpty = new Promise<void>(resolve => {
      this.#onEmpty = resolve;
    });
    this.#send(all);
    await isEmpty;
  }

  /** Releases the old, and the young that belong before or between them. */
  #tick(): void {
    const last = this.#old.reduce((latest, each) => (each.timeNs > latest ? each.timeNs : latest), -1n);
    const all = [...this.#old, ...this.#young].sort(byTime);
    const isYoung = (each: T): boolean => each.timeNs > last;
    const firstYoung = all.findIndex(isYoung);
    this.#old = firstYoung < 0 ? [] : all.splice(firstYoung);
    this.#young = [];
    this.#send(all);
  }

  #send(next: readonly T[]): void {
    this.#ready = this.#ready.slice(this.#next).concat(next);
    this.#next = 0;
    if (!this.#isSlicing) this.#slice();
  }

  #slice(): void {
    this.#isSlicing = true;
    const endNs = this.#clock.nowNs() + SLICE_NS;
    do {
      for (const each of this.#ready.slice(this.#next, this.#next + AT_A_TIME)) {
        this.#next++;
        this.#release(each);
      }
    } while (this.#next < this.#ready.length && this.#clock.nowNs() < endNs);
    if (this.#next < this.#ready.length) {
      this.#clock.schedule(() => {
        this.#slice();
      }, PAUSE_MS);
      return;
    }
    this.#isSlicing = false;
    this.#ready = [];
    this.#next = 0;
    this.#onEmpty();
  }

  #arm(): void {
    if (this.#cancelTick !== null || this.#old.length + this.#young.length === 0) return;
    const periodMs = Math.min(PERIOD_MS + this.#latenessMs, LONGEST_PERIOD_MS);
    this.#latenessMs = 0;
    this.#cancelTick = this.#clock.schedule(() => {
      this.#cancelTick = null;
      this.#tick();
      this.#arm();
    }, periodMs);
  }
}

function byTime(a: Timed, b: Timed): number {
  return a.timeNs < b.timeNs ? -1 : a.timeNs > b.timeNs ? 1 : 0;
}
