/**
 * Notices that cargo has replaced the program of a trace. cargo writes a new file (another inode), so looking at its path
 * now and then is enough. A file that is gone or still changes is being linked: it is news once it stands still.
 */

import { stat } from 'node:fs/promises';
import type { Artifact } from '../model/artifact.ts';
import { REAL_TIMERS, type Timers } from './timers.ts';

const LOOK_EVERY_MS = 500;

/** What tells one build of a file from another. */
export type BuildStamp = Pick<Artifact, 'modifiedMs' | 'inode'>;

/** The stamp of the file that is at `path` now, or null when there is none. */
export type LookAt = (path: string) => Promise<BuildStamp | null>;

export interface ArtifactWatchOptions {
  readonly onRebuilt: () => void;
  readonly lookAt?: LookAt;
  readonly timers?: Timers;
}

export class ArtifactWatch {
  readonly #onRebuilt: () => void;
  readonly #lookAt: LookAt;
  readonly #timers: Timers;
  #path: string;
  /** The build that has been dealt with: only another one is news. */
  #known: BuildStamp;
  /** The news of the last look, until it has stood still for one. */
  #seen: BuildStamp | null = null;
  #cancel: () => void = () => undefined;
  #isDisposed = false;

  constructor(artifact: Artifact, options: ArtifactWatchOptions) {
    this.#path = artifact.path;
    this.#known = artifact;
    this.#onRebuilt = options.onRebuilt;
    this.#lookAt = options.lookAt ?? stampOf;
    this.#timers = options.timers ?? REAL_TIMERS;
    this.#lookLater();
  }

  /** From now on any other build than this one is news. */
  expect(artifact: Artifact): void {
    this.#path = artifact.path;
    this.#known = artifact;
    this.#seen = null;
  }

  /** Whether there is another build than the known one, or none at all. */
  async isOutdated(): Promise<boolean> {
    const found = await this.#lookAt(this.#path);
    return found === null || !isSameBuild(found, this.#known);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#cancel();
  }

  #lookLater(): void {
    this.#cancel = this.#timers.after(LOOK_EVERY_MS, () => {
      void this.#look().then(() => {
        if (!this.#isDisposed) this.#lookLater();
      });
    });
  }

  async #look(): Promise<void> {
    const found = await this.#lookAt(this.#path);
    if (this.#isDisposed) return;
    const isNews = found !== null && !isSameBuild(found, this.#known);
    if (isNews && this.#seen !== null && isSameBuild(found, this.#seen)) {
      this.#known = found;
      this.#seen = null;
      this.#onRebuilt();
    } else {
      this.#seen = isNews ? found : null;
    }
  }
}

/** Whether two stamps of one path are of the same build. */
export function isSameBuild(a: BuildStamp, b: BuildStamp): boolean {
  return a.modifiedMs === b.modifiedMs && a.inode === b.inode;
}

async function stampOf(path: string): Promise<BuildStamp | null> {
  try {
    // Inode numbers may be larger than what a number holds, and only a number holds parts of milliseconds.
    const [{ dev, ino }, { mtimeMs }] = await Promise.all([stat(path, { bigint: true }), stat(path)]);
    return { modifiedMs: mtimeMs, inode: `${dev}:${ino}` };
  } catch {
    return null;
  }
}
