/**
 * Puts hits of several processors back in the order of their times. Each processor's ring is in order, but `trace`
 * empties one ring after the other, so a hit may come after a later one: the more so the further it is behind.
 * A hit waits between one and two periods, and a period lasts as much longer as hits came late.
 *
 * They are released a few at a time, since what a hit sets off takes its time too, and others have work to do on the
 * same thread: see `isBehind`.
 */

import type { Hit } from '../model/hit.ts';
import { systemClock, type Clock } from './clock.ts';

export const PERIOD_MS = 150;

/** However late hits come, they are not held back longer. */
export const LONGEST_PERIOD_MS = 2_000;

/** More waiting hits than this are let go early: memory before order. */
const MOST_WAITING = 20_000;

/** So many hits are in order and not released yet: no more should come for now. */
const MOST_READY = 20_000;

/** Hits are released for so long at a time, and the thread is left to others for the pause. */
const SLICE_NS = 8_000_000n;
const PAUSE_MS = 2;
/** Hits between two looks at the clock. */
const AT_A_TIME = 32;

export class HitOrder {
  readonly #release: (hit: Hit) => void;
  readonly #clock: Clock;
  /** Has waited a period already. */
  #old: Hit[] = [];
  #young: Hit[] = [];
  /** In order; those before `#next` have been released. */
  #ready: Hit[] = [];
  #next = 0;
  #isSlicing = false;
  #onEmpty: () => void = () => undefined;
  /** The latest that one of the young came. */
  #latenessMs = 0;
  #cancelTick: (() => void) | null = null;

  constructor(release: (hit: Hit) => void, clock: Clock = systemClock) {
    this.#release = release;
    this.#clock = clock;
  }

  /** Hits are pushed faster than they are released. */
  get isBehind(): boolean {
    return this.#ready.length - this.#next > MOST_READY;
  }

  push(hit: Hit): void {
    this.#young.push(hit);
    this.#latenessMs = Math.max(this.#latenessMs, Number(this.#clock.nowNs() - hit.timeNs) / 1e6);
    if (this.#young.length >= MOST_WAITING) this.#tick();
    this.#arm();
  }

  /** Waits for no later hits any more; resolves when everything has been released. For the end. */
  async flush(): Promise<void> {
    this.#cancelTick?.();
    this.#cancelTick = null;
    const hits = [...this.#old, ...this.#young].sort(byTime);
    this.#old = [];
    this.#young = [];
    const isEmpty = new Promise<void>(resolve => {
      this.#onEmpty = resolve;
    });
    this.#send(hits);
    await isEmpty;
  }

  /** Releases the old hits, and the young ones that belong before or between them. */
  #tick(): void {
    const last = this.#old.reduce((latest, hit) => (hit.timeNs > latest ? hit.timeNs : latest), -1n);
    const hits = [...this.#old, ...this.#young].sort(byTime);
    const isYoung = (hit: Hit): boolean => hit.timeNs > last;
    const firstYoung = hits.findIndex(isYoung);
    this.#old = firstYoung < 0 ? [] : hits.splice(firstYoung);
    this.#young = [];
    this.#send(hits);
  }

  #send(hits: readonly Hit[]): void {
    this.#ready = this.#ready.slice(this.#next).concat(hits);
    this.#next = 0;
    if (!this.#isSlicing) this.#slice();
  }

  #slice(): void {
    this.#isSlicing = true;
    const endNs = this.#clock.nowNs() + SLICE_NS;
    do {
      for (const hit of this.#ready.slice(this.#next, this.#next + AT_A_TIME)) {
        this.#next++;
        this.#release(hit);
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

function byTime(a: Hit, b: Hit): number {
  return a.timeNs < b.timeNs ? -1 : a.timeNs > b.timeNs ? 1 : 0;
}
