/**
 * Notices that the program of a running trace has been built again: probes stay with the old file, and a process started from
 * the new one has none. cargo writes a new file (another inode), so looking at it now and then is enough.
 */

import { stat } from 'node:fs/promises';
import type { Artifact } from '../model/artifact.ts';
import type { SessionStore } from './sessionStore.ts';

const LOOK_EVERY_MS = 2000;

/** Last modification of the file, milliseconds since the epoch; null when it is gone. */
export type ModifiedMs = (path: string) => Promise<number | null>;

export class ArtifactWatch {
  readonly #store: SessionStore;
  readonly #modifiedMs: ModifiedMs;
  readonly #unsubscribe: () => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(store: SessionStore, modifiedMs: ModifiedMs = modifiedMsOf) {
    this.#store = store;
    this.#modifiedMs = modifiedMs;
    this.#unsubscribe = store.onDidChange(() => {
      // Called for every hit: cheap while the timer runs.
      if (this.#timer === null && this.#store.running().length > 0) this.#start();
    });
  }

  /** Looks once, now. */
  async look(): Promise<void> {
    if (this.#store.running().length === 0) this.#stop();
    for (const session of this.#store.running()) {
      if (session.isOutdated) continue;
      const { path, modifiedMs } = session.plan.artifact;
      if ((await this.#modifiedMs(path)) !== modifiedMs) session.markOutdated();
    }
  }

  dispose(): void {
    this.#unsubscribe();
    this.#stop();
  }

  #start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}

/** Whether both are the same build of the same file. */
export function isSameBuild(a: Artifact, b: Artifact): boolean {
  return a.path === b.path && a.modifiedMs === b.modifiedMs;
}

async function modifiedMsOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return null;
  }
}
