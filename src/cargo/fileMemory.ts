/**
 * What was made of files and folders, kept as long as they are the same on disk: one stat, made at once, tells that, in
 * microseconds. A way through node's threads takes fifty times as long, and a question looks at hundreds of files.
 */

import { readdirSync, readFileSync, statSync, type Stats } from 'node:fs';

/** Kept in the order of use, so many of a kind. */
const MAXIMUM_KEPT = 4096;
/** A file that was changed so short a time ago may be changed again within the same tick of the clock of its times. */
const UNSETTLED_MS = 50;

interface Kept<T> {
  readonly stat: Stats;
  readonly value: T;
}

export class FileMemory<T> {
  readonly #make: (file: string, stat: Stats) => T;
  readonly #limit: number;
  readonly #kept = new Map<string, Kept<T>>();

  /** `make` depends on nothing but the one file or folder. Errors of the file system that it throws mean that there is none. */
  constructor(make: (file: string, stat: Stats) => T, limit = MAXIMUM_KEPT) {
    this.#make = make;
    this.#limit = limit;
  }

  /** Null where there is no such file, or none that can be read. */
  get(file: string): T | null {
    const stat = statOf(file);
    const known = this.#kept.get(file);
    if (stat !== null && known !== undefined && isSame(stat, known.stat)) {
      this.#kept.delete(file);
      this.#kept.set(file, known);
      return known.value;
    }
    this.#kept.delete(file);
    return stat === null ? null : this.#read(file, stat);
  }

  #read(file: string, stat: Stats): T | null {
    try {
      const value = this.#make(file, stat);
      if (isSettled(stat, Date.now())) this.#keep(file, { stat, value });
      return value;
    } catch (error) {
      if (error instanceof Error && 'syscall' in error) return null;
      throw error;
    }
  }

  #keep(file: string, kept: Kept<T>): void {
    this.#kept.set(file, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#limit) return;
      this.#kept.delete(oldest);
    }
  }
}

/** Follows links; null where there is no such file, or none that may be looked at. */
export function statOf(file: string): Stats | null {
  try {
    return statSync(file, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

/** Whether a file that was read at a time (milliseconds since the epoch) has other times when it is changed thereafter. */
export function isSettled({ ctimeMs }: Stats, readMs: number): boolean {
  return ctimeMs < readMs - UNSETTLED_MS;
}

export function isSame(a: Stats, b: Stats): boolean {
  return a.ino === b.ino && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.size === b.size && a.dev === b.dev;
}

const folders = new FileMemory(folder => readdirSync(folder));

/** Empty where there is no such folder. */
export function namesIn(folder: string): readonly string[] {
  return folders.get(folder) ?? [];
}

const texts = new FileMemory(file => readFileSync(file, 'utf8'), 64);

/** For small files that are asked for again and again; null where there is none. */
export function textOf(file: string): string | null {
  return texts.get(file);
}
