/**
 * What was made of files and folders, kept as long as they are the same on disk: one stat, made at once, tells that, in
 * microseconds. A way through node's threads takes fifty times as long, and a question looks at hundreds of files.
 */

import { readdirSync, readFileSync, statSync, type Stats } from 'node:fs';

/** Kept in the order of use, so many of a kind. */
const MAXIMUM_KEPT = 4096;
/** A file that was changed so short a time ago may be changed again within the same tick of the clock of its times. */
const UNSETTLED_MS = 50;
/** The same where times are whole seconds, or every other one: FAT, and some file systems over a network. */
const UNSETTLED_BY_SECONDS_MS = 2_050;
/** What is larger is data that a program takes in, no source. */
const LARGEST_SOURCE_BYTES = 16 * 1024 * 1024;

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

  /** Null where there is no such file or folder, or none that can be read. */
  get(file: string): T | null {
    const startMs = Date.now();
    const stat = statOf(file);
    const known = this.#kept.get(file);
    if (stat !== null && known !== undefined && isSame(stat, known.stat)) {
      this.#kept.delete(file);
      this.#kept.set(file, known);
      return known.value;
    }
    this.#kept.delete(file);
    // A named pipe would keep the whole process waiting.
    return stat?.isFile() === true || stat?.isDirectory() === true ? this.#read(file, stat, startMs) : null;
  }

  #read(file: string, stat: Stats, startMs: number): T | null {
    try {
      const value = this.#make(file, stat);
      if (isSettled(stat, startMs)) this.#keep(file, { stat, value });
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

/** Whether a file that was read from `startMs` on (milliseconds since the epoch) has other times when it is changed thereafter. */
export function isSettled({ ctimeMs }: Pick<Stats, 'ctimeMs'>, startMs: number): boolean {
  return ctimeMs < startMs - (ctimeMs % 1000 === 0 ? UNSETTLED_BY_SECONDS_MS : UNSETTLED_MS);
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

/** For `make`: empty for a file that is too large for a source. `include_bytes!` makes anything one. */
export function sourceText(file: string, { size }: Stats): string {
  return size > LARGEST_SOURCE_BYTES ? '' : readFileSync(file, 'utf8');
}
