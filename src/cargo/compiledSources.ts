/** Which artifacts a source file was compiled into, by the dep-info of all crates that were linked. */

import type { Artifact } from '../model/artifact.ts';
import { packageAround } from './buildTarget.ts';
import { unitDepInfo } from './builtUnits.ts';
import { readDepInfo } from './depInfo.ts';
import type { CargoWorkspace } from './metadata.ts';
import { isPlainWorkspace } from './plainWorkspace.ts';
import { profileFolders, type ProfileFolder } from './profileFolders.ts';
import { isAmong } from './sameFile.ts';
import { sourceOrigin } from './sourceOrigin.ts';
import { UnitGraph } from './unitGraph.ts';

interface Sources {
  readonly files: readonly string[];
  /** Every linked crate has said what it was compiled from. */
  readonly isComplete: boolean;
}

/** How long it is remembered what is known only in part: a build in this time may tell more. */
const REMEMBERED_MS = 2_000;

interface Known {
  readonly artifact: Artifact;
  readonly sources: Sources;
  readonly untilMs: number;
}

/** Keeps what it has read: what one file was compiled from, when that is known, stays true whatever is built later. */
export class CompiledSources {
  readonly #workspace: CargoWorkspace;
  readonly #known = new Map<string, Known>();
  /** By folder; read together with the artifacts of one question. */
  #graphs = new Map<string, UnitGraph>();
  #graphsUntilMs = 0;

  constructor(workspace: CargoWorkspace) {
    this.#workspace = workspace;
  }

  /**
   * Null when it cannot be known: for the standard library, which comes compiled, and where a dependency was built again
   * after the artifact. A procedural macro and a build script are compiled into no program, but into their unit tests.
   */
  isCompiledInto(artifact: Artifact, file: string): boolean | null {
    if (packageAround(this.#workspace, file) !== null && isPlainWorkspace(this.#workspace)) {
      // Cheap, first: what cargo noted beside the artifact. It names what runs during the build too, and all of that.
      const noted = readDepInfo(`${artifact.path.replace(/\.so$/, '')}.d`, this.#workspace.workspaceRoot);
      if (noted?.sources.includes(file) === true) return true;
    }
    const { files, isComplete } = this.#sourcesOf(artifact);
    if (isAmong(file, files)) return true;
    if (!isComplete || sourceOrigin(file, null) === 'standard-library') return null;
    return false;
  }

  /** What an artifact was compiled from, absolute, as far as it is known; of all crates that were linked. */
  filesOf(artifact: Artifact): readonly string[] {
    return this.#sourcesOf(artifact).files;
  }

  #sourcesOf(artifact: Artifact): Sources {
    const nowMs = performance.now();
    const known = this.#known.get(artifact.path);
    if (known !== undefined && nowMs < known.untilMs && isSameFile(known.artifact, artifact)) return known.sources;
    if (nowMs > this.#graphsUntilMs) {
      this.#graphs = new Map();
      this.#graphsUntilMs = nowMs + REMEMBERED_MS;
    }
    const sources = this.#readSources(artifact);
    const untilMs = sources.isComplete ? Infinity : nowMs + REMEMBERED_MS;
    this.#known.set(artifact.path, { artifact, sources, untilMs });
    return sources;
  }

  #readSources(artifact: Artifact): Sources {
    const graph = this.#graphOf(artifact);
    if (graph === null) return { files: [], isComplete: false };
    const { units, isComplete } = graph.linkedInto(artifact);
    const depInfos = units.map(unit => unitDepInfo(unit, this.#workspace.workspaceRoot));
    // What was compiled later than the artifact was linked is not in it.
    const known = depInfos.filter(depInfo => depInfo !== null && depInfo.modifiedMs <= artifact.modifiedMs);
    return {
      files: known.flatMap(depInfo => depInfo?.sources ?? []),
      isComplete: isComplete && known.length === units.length,
    };
  }

  #graphOf({ profile, triple }: Artifact): UnitGraph | null {
    const folders = profileFolders(this.#workspace);
    const find = (ofTriple: string | null): ProfileFolder | null =>
      folders.find(folder => folder.profile === profile && folder.triple === ofTriple) ?? null;
    const folder = find(triple);
    if (folder === null) return null;
    const known = this.#graphs.get(folder.building);
    if (known !== undefined) return known;
    const graph = UnitGraph.read(folder, triple === null ? null : find(null));
    this.#graphs.set(folder.building, graph);
    return graph;
  }
}

function isSameFile(a: Artifact, b: Artifact): boolean {
  return a.inode === b.inode && a.modifiedMs === b.modifiedMs;
}
