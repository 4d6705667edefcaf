/** Times of source files, each asked for once: many artifacts are made of the same files. */

import { stat } from 'node:fs/promises';

export class SourceTimes {
  private readonly times = new Map<string, Promise<number>>();

  /** Last modification, milliseconds since the epoch; infinitely late for a file that is gone. */
  modifiedMs(file: string): Promise<number> {
    const known = this.times.get(file);
    if (known !== undefined) return known;
    const asked = stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity,
    );
    this.times.set(file, asked);
    return asked;
  }
}

/** The newest of the files that were modified after a time of their own, or null. */
export async function newestAfter(
  files: readonly string[],
  afterMs: (file: string) => number,
  times: SourceTimes,
): Promise<string | null> {
  const dated = await Promise.all(files.map(async file => ({ file, ms: await times.modifiedMs(file) })));
  return dated.filter(({ file, ms }) => ms > afterMs(file)).sort((a, b) => b.ms - a.ms)[0]?.file ?? null;
}
