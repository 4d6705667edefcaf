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

/** Keeps what it has read: make a new one for each question, since a build changes the answers. */
export class CompiledSources {
  readonly #workspace: CargoWorkspace;
  readonly #graphs = new Map<string, Promise<UnitGraph>>();
  readonly #sources = new Map<string, Promise<Sources>>();
  #plain: Promise<boolean> | null = null;

  constructor(workspace: CargoWorkspace) {
    this.#workspace = workspace;
  }

  /**
   * Null when it cannot be known: for the standard library, which comes compiled, and where a dependency was built again
   * after the artifact. A procedural macro and a build script are compiled into no program, but into their unit tests.
   */
  async isCompiledInto(artifact: Artifact, file: string): Promise<boolean | null> {
    if (packageAround(this.#workspace, file) !== null && (await this.#isPlain())) {
      // Cheap, first: what cargo noted beside the artifact. It names what runs during the build too, and all of that.
      const noted = await readDepInfo(`${artifact.path.replace(/\.so$/, '')}.d`, this.#workspace.workspaceRoot);
      if (noted?.sources.includes(file) === true) return true;
    }
    const { files, isComplete } = await this.#sourcesOf(artifact);
    if (await isAmong(file, files)) return true;
    if (!isComplete || (await sourceOrigin(file, null)) === 'standard-library') return null;
    return false;
  }

  /** What an artifact was compiled from, absolute, as far as it is known; of all crates that were linked. */
  async filesOf(artifact: Artifact): Promise<readonly string[]> {
    return (await this.#sourcesOf(artifact)).files;
  }

  #isPlain(): Promise<boolean> {
    this.#plain ??= isPlainWorkspace(this.#workspace);
    return this.#plain;
  }

  #sourcesOf(artifact: Artifact): Promise<Sources> {
    const known = this.#sources.get(artifact.path);
    if (known !== undefined) return known;
    const asked = this.#readSources(artifact);
    this.#sources.set(artifact.path, asked);
    return asked;
  }

  async #readSources(artifact: Artifact): Promise<Sources> {
    const graph = await this.#graphOf(artifact);
    if (graph === null) return { files: [], isComplete: false };
    const { units, isComplete } = await graph.linkedInto(artifact);
    const depInfos = await Promise.all(units.map(unit => unitDepInfo(unit, this.#workspace.workspaceRoot)));
    // What was compiled later than the artifact was linked is not in it.
    const known = depInfos.filter(depInfo => depInfo !== null && depInfo.modifiedMs <= artifact.modifiedMs);
    return {
      files: known.flatMap(depInfo => depInfo?.sources ?? []),
      isComplete: isComplete && known.length === units.length,
    };
  }

  async #graphOf({ profile, triple }: Artifact): Promise<UnitGraph | null> {
    const folders = await profileFolders(this.#workspace);
    const find = (ofTriple: string | null): ProfileFolder | null =>
      folders.find(folder => folder.profile === profile && folder.triple === ofTriple) ?? null;
    const folder = find(triple);
    if (folder === null) return null;
    const known = this.#graphs.get(folder.building);
    if (known !== undefined) return known;
    const asked = UnitGraph.read(folder, triple === null ? null : find(null));
    this.#graphs.set(folder.building, asked);
    return asked;
  }
}
