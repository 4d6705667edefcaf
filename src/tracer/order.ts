/**
 * Puts hits of several processors back in the order of their times. Each processor's ring is in order, but `trace`
 * reads one ring after the other, so a hit may come after a later one. Hits wait between one and two periods.
 */

import type { Hit } from '../model/hit.ts';

/** Calls back once after a time; the answer cancels it. */
export type Schedule = (callback: () => void, delayMs: number) => () => void;

export const PERIOD_MS = 150;

/** More waiting hits than this are let go early: memory before order. */
const MOST_WAITING = 50_000;

export class HitOrder {
  readonly #release: (hit: Hit) => void;
  readonly #schedule: Schedule;
  /** Has waited a period already. */
  #old: Hit[] = [];
  #young: Hit[] = [];
  #cancelTick: (() => void) | null = null;

  constructor(release: (hit: Hit) => void, schedule: Schedule = afterTimeout) {
    this.#release = release;
    this.#schedule = schedule;
  }

  push(hit: Hit): void {
    this.#young.push(hit);
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
    this.#cancelTick = this.#schedule(() => {
      this.#cancelTick = null;
      this.#tick();
      this.#arm();
    }, PERIOD_MS);
  }
}

function byTime(a: Hit, b: Hit): number {
  return a.timeNs < b.timeNs ? -1 : a.timeNs > b.timeNs ? 1 : 0;
}

function afterTimeout(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => {
    clearTimeout(timer);
  };
}
