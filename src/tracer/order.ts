/**
 * Puts hits of several processors back in the order of their times. Each processor's ring is in order, but `trace`
 * empties one ring after the other, so a hit may come after a later one: the more so the further it is behind.
 * A hit waits between one and two periods, and a period lasts as much longer as hits came late.
 */

import type { Hit } from '../model/hit.ts';
import { systemClock, type Clock } from './clock.ts';

export const PERIOD_MS = 150;

/** However late hits come, they are not held back longer. */
export const LONGEST_PERIOD_MS = 2_000;

/** More waiting hits than this are let go early: memory before order. */
const MOST_WAITING = 100_000;

export class HitOrder {
  readonly #release: (hit: Hit) => void;
  readonly #clock: Clock;
  /** Has waited a period already. */
  #old: Hit[] = [];
  #young: Hit[] = [];
  /** The latest that one of the young came. */
  #latenessMs = 0;
  #cancelTick: (() => void) | null = null;

  constructor(release: (hit: Hit) => void, clock: Clock = systemClock) {
    this.#release = release;
    this.#clock = clock;
  }

  push(hit: Hit): void {
    this.#young.push(hit);
    this.#latenessMs = Math.max(this.#latenessMs, Number(this.#clock.nowNs() - hit.timeNs) / 1e6);
    if (this.#young.length >= MOST_WAITING) this.#tick();
    this.#arm();
  }

  /** Releases everything at once; for the end. */
  flush(): void {
    this.#cancelTick?.();
    this.#cancelTick = null;
    const hits = [...this.#old, ...this.#young].sort(byTime);
    this.#old = [];
    this.#young = [];
    hits.forEach(this.#release);
  }

  /** Releases the old hits, and the young ones that belong before or between them. */
  #tick(): void {
    const last = this.#old.reduce((latest, hit) => (hit.timeNs > latest ? hit.timeNs : latest), -1n);
    const hits = [...this.#old, ...this.#young].sort(byTime);
    const isYoung = (hit: Hit): boolean => hit.timeNs > last;
    const firstYoung = hits.findIndex(isYoung);
    this.#old = firstYoung < 0 ? [] : hits.splice(firstYoung);
    this.#young = [];
    hits.forEach(this.#release);
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
