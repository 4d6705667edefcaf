/** The program that a file's package builds, to be run under trace. */

import { buildTargetOf, defaultBuildTarget, findArtifacts } from '../cargo/artifacts.ts';
import { loadWorkspace } from '../cargo/metadata.ts';
import type { Artifact, BuildTarget } from '../model/artifact.ts';
import type { HumanErrorDetail } from '../model/humanError.ts';
import { likeliestFirst } from './artifactChoice.ts';

export type Program =
  | { readonly kind: 'program'; readonly artifact: Artifact; readonly cwd: string; readonly build: BuildTarget }
  | { readonly kind: 'notBuilt'; readonly message: string; readonly build: BuildTarget }
  | { readonly kind: 'none'; readonly reason: HumanErrorDetail };

/** Rejects with a HumanError when `file` is in no cargo package. */
export async function findProgram(file: string, signal?: AbortSignal): Promise<Program> {
  const workspace = await loadWorkspace(file, signal);
  const build = defaultBuildTarget(workspace, file);
  if (build.kind !== 'bin' && build.kind !== 'example') {
    const message = `${build.packageName} builds no program that could be run.`;
    return { kind: 'none', reason: { message, advice: 'Trace the function and run a program that calls it.' } };
  }
  const likelihood = { preferred: null, ownPackage: build.packageName, isRunning: () => false };
  const artifacts = likeliestFirst(await findArtifacts(workspace), likelihood);
  const artifact = artifacts.find(built => built.kind === build.kind && built.targetName === build.targetName);
  if (artifact === undefined)
    return { kind: 'notBuilt', message: `${build.targetName} has not been built yet.`, build };
  return { kind: 'program', artifact, cwd: workspace.workspaceRoot, build: buildTargetOf(artifact, workspace) };
}
