/**
 * From a function to a plan: the workspace's artifacts, the likeliest first, until one holds the function; or the
 * reason why none does. Requests are answered one after the other, so that open files stay open while they are read.
 */

import path from 'node:path';
import { buildTargetOf, defaultBuildTarget, findArtifacts } from '../cargo/artifacts.ts';
import { loadWorkspace, type CargoWorkspace } from '../cargo/metadata.ts';
import type { Absence } from '../model/absence.ts';
import type { Artifact, BuildTarget } from '../model/artifact.ts';
import { HumanError, type HumanErrorDetail } from '../model/humanError.ts';
import { planProbes } from '../probe/plan.ts';
import { likeliestFirst, type ArtifactFilter } from './artifactChoice.ts';
import { functionPath } from './demangledPath.ts';
import { findInstances } from './instances.ts';
import { OpenArtifacts } from './openArtifact.ts';
import type { Resolution } from './resolution.ts';
import type { WantedFunction } from './wantedFunction.ts';

export interface ResolveRequest {
  readonly wanted: WantedFunction;
  /** Any file or folder of the workspace; the source file when the function was named by position. */
  readonly from: string;
  readonly filter: ArtifactFilter;
}

export class Resolver {
  readonly #open = new OpenArtifacts();
  #last: Promise<unknown> = Promise.resolve();

  /** Rejects with a HumanError when the question cannot be answered: no package, no cargo, an unreadable binary. */
  async resolve(request: ResolveRequest, signal?: AbortSignal): Promise<Resolution> {
    const answer = this.#last.then(() => this.#resolveNow(request, signal));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  dispose(): void {
    this.#open.dispose();
  }

  async #resolveNow({ wanted, from, filter }: ResolveRequest, signal?: AbortSignal): Promise<Resolution> {
    const workspace = await loadWorkspace(from, signal);
    const own = defaultBuildTarget(workspace, from);
    const build = {
      ...own,
      targetName: filter.targetName ?? own.targetName,
      profile: filter.profile ?? own.profile,
    };
    const artifacts = likeliestFirst(await findArtifacts(workspace), own.packageName, filter);
    if (artifacts.length === 0) return { kind: 'none', reason: notBuilt(build), build };

    const ownCrates = cratesOf(workspace);
    const unreadable: string[] = [];
    for (const artifact of artifacts) {
      signal?.throwIfAborted();
      try {
        const binary = this.#open.open(artifact.path);
        const instances = await findInstances(binary, inArtifact(wanted, artifact), ownCrates, signal);
        if (instances.length === 0) continue;
        const plan = planProbes(nameOf(wanted, instances[0]?.instance.demangled), artifact, binary.elf, instances);
        return {
          kind: 'plan',
          plan,
          instances: instances.map(({ instance }) => instance),
          build: buildTargetOf(artifact, workspace),
          others: [],
          isAmbiguous: false,
        };
      } catch (error) {
        if (signal?.aborted === true || !(error instanceof HumanError) || artifacts.length === 1) throw error;
        unreadable.push(error.detail.message);
      }
    }
    return whyNone(wanted, artifacts, workspace, build, unreadable);
  }
}

/** Lines of a binary that is older than its source are not the lines of the editor. */
function inArtifact(wanted: WantedFunction, artifact: Artifact): WantedFunction {
  return wanted.kind === 'position' && artifact.newerSource !== null ? { ...wanted, isLineExact: false } : wanted;
}

function nameOf(wanted: WantedFunction, demangled: string | undefined): string {
  const name = demangled ?? (wanted.kind === 'path' ? wanted.path : wanted.name);
  return functionPath(name.replace(/::\{async_fn#\d+\}$/, ''));
}

function cratesOf(workspace: CargoWorkspace): string[] {
  const names = workspace.packages.flatMap(({ name, targets }) => [name, ...targets.map(target => target.name)]);
  return [...new Set(names.map(name => name.replaceAll('-', '_')))];
}

function notBuilt(build: BuildTarget): Absence {
  const profile = build.profile === 'dev' ? '' : ` in profile ${build.profile}`;
  return { code: 'not-built', detail: { message: `${build.targetName} has not been built yet${profile}.` } };
}

function whyNone(
  wanted: WantedFunction,
  artifacts: readonly Artifact[],
  workspace: CargoWorkspace,
  build: BuildTarget,
  unreadable: readonly string[],
): Resolution {
  const name = wanted.path;
  if (wanted.kind === 'position' && wanted.isTest && !artifacts.some(({ kind }) => kind === 'test')) {
    const advice = 'Build them with `cargo test --no-run`, then trace it and run the tests.';
    return {
      kind: 'none',
      reason: { code: 'not-built', detail: { message: `${name} is a test, and no tests have been built.`, advice } },
      build: null,
    };
  }
  for (const { newerSource, targetName } of artifacts) {
    if (newerSource === null) continue;
    const message = `${name} is not in ${targetName}, which is older than ${path.relative(workspace.workspaceRoot, newerSource)}.`;
    const detail: HumanErrorDetail = { message, advice: 'Build it again.', action: { kind: 'build' } };
    return { kind: 'none', reason: { code: 'outdated', detail }, build };
  }
  const files = artifacts.map(artifact => path.relative(workspace.workspaceRoot, artifact.path));
  const shown = files.slice(0, 3).join(', ') + (files.length > 3 ? ` and ${String(files.length - 3)} more` : '');
  const advice =
    unreadable.length > 0
      ? `Some could not be read: ${unreadable.join(' ')}`
      : 'It is unused, a generic that is never called, compiled out by cfg, inlined everywhere, or built without full debug information.';
  const detail: HumanErrorDetail = { message: `${name} has no machine code in ${shown}.`, advice };
  return { kind: 'none', reason: { code: 'unused', detail }, build: null };
}
