/**
 * The workspaces of a file, remembered for a moment: each asks a cargo or several, and clicks come in bursts while
 * manifests do not. Which artifacts there are is looked at anew for each question.
 */

import { CompiledSources } from '../cargo/compiledSources.ts';
import type { CargoWorkspace } from '../cargo/metadata.ts';
import { workspacesFor, type Workspaces } from '../cargo/workspacesFor.ts';

const REMEMBERED_MS = 2_000;

export class WorkspaceMemory {
  readonly #sources = new WeakMap<CargoWorkspace, CompiledSources>();
  readonly #known = new Map<string, { readonly workspaces: Promise<Workspaces>; readonly untilMs: number }>();

  /** As `workspacesFor`. */
  async find(file: string, folders: readonly string[], signal?: AbortSignal): Promise<Workspaces> {
    const nowMs = performance.now();
    for (const [key, { untilMs }] of this.#known) if (untilMs < nowMs) this.#known.delete(key);
    const key = JSON.stringify([file, ...folders]);
    // Not cancelled with the question that was first: others may be waiting for the same.
    const workspaces = this.#known.get(key)?.workspaces ?? this.#ask(key, file, folders);
    signal?.throwIfAborted();
    return workspaces;
  }

  /** What the workspace's artifacts were compiled from, remembered as long. */
  sourcesOf(workspace: CargoWorkspace): CompiledSources {
    const sources = this.#sources.get(workspace) ?? new CompiledSources(workspace);
    this.#sources.set(workspace, sources);
    return sources;
  }

  /** After a build. */
  forget(): void {
    this.#known.clear();
  }

  #ask(key: string, file: string, folders: readonly string[]): Promise<Workspaces> {
    const workspaces = workspacesFor(file, folders);
    this.#known.set(key, { workspaces, untilMs: performance.now() + REMEMBERED_MS });
    workspaces.catch(() => this.#known.delete(key));
    return workspaces;
  }
}
