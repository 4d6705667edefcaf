/** Times of source files, each asked for once: many artifacts are made of the same files. */

import { statOf } from './fileMemory.ts';

export class SourceTimes {
  private readonly times = new Map<string, number>();

  /** Last modification, milliseconds since the epoch; infinitely late for a file that is gone. */
  modifiedMs(file: string): number {
    const known = this.times.get(file);
    if (known !== undefined) return known;
    const modifiedMs = statOf(file)?.mtimeMs ?? Infinity;
    this.times.set(file, modifiedMs);
    return modifiedMs;
  }
}

/** The newest of the files that were modified after a time of their own, or null. */
export function newestAfter(
  files: readonly string[],
  afterMs: (file: string) => number,
  times: SourceTimes,
): string | null {
  const dated = files.map(file => ({ file, ms: times.modifiedMs(file) }));
  return dated.filter(({ file, ms }) => ms > afterMs(file)).sort((a, b) => b.ms - a.ms)[0]?.file ?? null;
}
