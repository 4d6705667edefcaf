/**
 * Other builds of an artifact's target: in another profile, for another triple, as a test. A trace without hits asks for
 * them again and again, so they are remembered.
 */

import type { Artifact } from '../model/artifact.ts';
import { Built } from './built.ts';
import type { WorkspaceMemory } from './workspaceMemory.ts';

const REMEMBERED_MS = 30_000;

export class OtherBuilds {
  readonly #workspaces: WorkspaceMemory;
  readonly #known = new Map<string, { readonly builds: Promise<readonly Artifact[]>; readonly untilMs: number }>();

  constructor(workspaces: WorkspaceMemory) {
    this.#workspaces = workspaces;
  }

  /** Empty when the workspace is gone. */
  of(artifact: Artifact, folders: readonly string[]): Promise<readonly Artifact[]> {
    const nowMs = performance.now();
    for (const [path, { untilMs }] of this.#known) if (untilMs < nowMs) this.#known.delete(path);
    const known = this.#known.get(artifact.path);
    if (known !== undefined) return known.builds;
    const builds = this.#find(artifact, folders).catch(() => []);
    this.#known.set(artifact.path, { builds, untilMs: nowMs + REMEMBERED_MS });
    return builds;
  }

  async #find({ path, packageName, targetName }: Artifact, folders: readonly string[]): Promise<readonly Artifact[]> {
    const { artifacts } = await Built.find(this.#workspaces, path, folders, null);
    return artifacts.filter(
      other => other.path !== path && other.packageName === packageName && other.targetName === targetName,
    );
  }
}
