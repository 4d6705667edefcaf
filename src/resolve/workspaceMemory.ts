/**
 * The workspaces of files, and what their artifacts were compiled from, as far as that stays true from question to
 * question. Which artifacts there are is looked at anew for each.
 */

import { findArtifacts } from '../cargo/artifacts.ts';
import { CompiledSources } from '../cargo/compiledSources.ts';
import { LoadedWorkspaces } from '../cargo/loadedWorkspaces.ts';
import type { CargoWorkspace } from '../cargo/metadata.ts';
import { workspacesFor, type Workspaces } from '../cargo/workspacesFor.ts';
import type { Artifact } from '../model/artifact.ts';

export class WorkspaceMemory {
  readonly #loaded = new LoadedWorkspaces();
  readonly #sources = new WeakMap<CargoWorkspace, CompiledSources>();

  /** As `workspacesFor`. */
  find(file: string, folders: readonly string[], signal?: AbortSignal): Promise<Workspaces> {
    return workspacesFor(file, folders, signal, this.#loaded.load);
  }

  /** As `findArtifacts`. */
  artifactsOf(workspace: CargoWorkspace, profile: string | null): Promise<Artifact[]> {
    return findArtifacts(workspace, profile, this.#loaded.load);
  }

  /** What the workspace's artifacts were compiled from. */
  sourcesOf(workspace: CargoWorkspace): CompiledSources {
    const sources = this.#sources.get(workspace) ?? new CompiledSources(workspace);
    this.#sources.set(workspace, sources);
    return sources;
  }

  /** After a build. */
  forget(): void {
    this.#loaded.forget();
  }
}
