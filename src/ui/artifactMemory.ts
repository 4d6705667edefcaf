/** The artifact that the person chose, kept for each folder of the workspace across windows. */

import type { ArtifactKey } from '../model/artifact.ts';

const KEY = 'rustTrace.chosenArtifacts';

/** `automatic` when the person chose to leave the choice to us; null when they have not chosen. */
export type ChosenArtifact = ArtifactKey | 'automatic' | null;

/** The part of the editor's store that is used. */
export interface KeptValues {
  readonly get: (key: string) => unknown;
  readonly update: (key: string, value: unknown) => PromiseLike<void>;
}

export class ArtifactMemory {
  readonly #memento: KeptValues;

  constructor(memento: KeptValues) {
    this.#memento = memento;
  }

  /** `folder`: any text that names the folder. What an older version kept otherwise counts as not chosen. */
  get(folder: string): ChosenArtifact {
    const chosen = this.#all()[folder];
    if (chosen === 'automatic') return chosen;
    return isArtifactKey(chosen) ? chosen : null;
  }

  async set(folder: string, chosen: ArtifactKey | 'automatic'): Promise<void> {
    const kept = chosen === 'automatic' ? chosen : keyOf(chosen);
    await this.#memento.update(KEY, { ...this.#all(), [folder]: kept });
  }

  #all(): Readonly<Record<string, unknown>> {
    const all = this.#memento.get(KEY);
    return typeof all === 'object' && all !== null ? (all as Readonly<Record<string, unknown>>) : {};
  }
}

/** What stays the same from build to build. */
function keyOf({ packageName, targetName, kind, profile, triple }: ArtifactKey): ArtifactKey {
  return { packageName, targetName, kind, profile, triple };
}

function isArtifactKey(value: unknown): value is ArtifactKey {
  if (typeof value !== 'object' || value === null) return false;
  const { packageName, targetName, kind, profile, triple } = value as Partial<Record<keyof ArtifactKey, unknown>>;
  return (
    [packageName, targetName, kind, profile].every(part => typeof part === 'string') &&
    (typeof triple === 'string' || triple === null)
  );
}
