/**
 * From a function to a plan: the artifacts of the workspace, the likeliest first, until one holds the function; or the
 * reason why none does. Requests are answered one after the other, so that open files stay open while they are read.
 */

import type { Silence } from '../model/absence.ts';
import type { Artifact, ArtifactKey, BuildTarget } from '../model/artifact.ts';
import { HumanError } from '../model/humanError.ts';
import { type CaptureOptions, DEFAULT_OPTIONS } from '../model/captureOptions.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { CodeAddress } from '../probe/addressNames.ts';
import type { FieldNode } from '../probe/fieldTree.ts';
import {
  ANY_ARTIFACT,
  isAmbiguousChoice,
  likeliestFirst,
  type ArtifactFilter,
  type Likelihood,
} from './artifactChoice.ts';
import { ArtifactSearch, fieldsOf, planOf, type Found, type SearchOptions } from './artifactSearch.ts';
import { Built } from './built.ts';
import type { Countable, CountPlanning, CountRequest } from './countable.ts';
import { Counting } from './counting.ts';
import { likelihoodOf } from './likelihood.ts';
import { OtherBuilds } from './otherBuilds.ts';
import { processToTrace, resolveInProcess } from './inProcess.ts';
import type { ProcessEntry } from './processEntry.ts';
import { BuildIds } from './processFiles.ts';
import { listProcesses } from './processList.ts';
import type { Resolution } from './resolution.ts';
import { silenceOf, type Counted } from './silence.ts';
import { WorkspaceMemory } from './workspaceMemory.ts';
import type { WantedFunction } from './wantedFunction.ts';
import { whyNone, type Searched, type Unreadable } from './whyNone.ts';

export interface ResolveRequest {
  readonly wanted: WantedFunction;
  /** Any file or folder of the workspace; the source file when the function was named by position. */
  readonly from: string;
  /** Folders that are open in the editor: their workspaces are meant too. */
  readonly folders?: readonly string[];
  readonly filter: ArtifactFilter;
  /** The artifact that a person chose, taken where it holds the function. */
  readonly preferred?: ArtifactKey | null;
  /** Only what this process runs is meant, whatever `filter` and `preferred` say. */
  readonly process?: number | null;
  /** What is read at a call. */
  readonly options?: CaptureOptions;
}

export class Resolver {
  readonly #search: ArtifactSearch;
  readonly #workspaces = new WorkspaceMemory();
  readonly #counting: Counting;
  readonly #otherBuilds = new OtherBuilds(this.#workspaces);
  readonly #buildIds = new BuildIds();
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SearchOptions) {
    this.#search = new ArtifactSearch(options);
    this.#counting = new Counting(this.#search, this.#workspaces);
  }

  /** Rejects with a HumanError when the question cannot be answered: no package, no cargo, an ambiguous name. */
  resolve(request: ResolveRequest, signal?: AbortSignal): Promise<Resolution> {
    const { process = null } = request;
    return this.#inTurn(() =>
      process === null ? this.#resolveNow(request, signal) : this.#resolveIn(process, request, signal),
    );
  }

  /** What has been built that `file` may belong to, the likeliest first, and what of it runs. */
  async artifacts(
    file: string,
    folders: readonly string[],
    signal?: AbortSignal,
  ): Promise<{ readonly artifact: Artifact; readonly isRunning: boolean }[]> {
    const built = await Built.find(this.#workspaces, file, folders, null, signal);
    const likelihood = likelihoodOf(null, null);
    const { isRunning } = likelihood;
    return likeliestFirst(built.artifacts, likelihood).map(artifact => ({ artifact, isRunning: isRunning(artifact) }));
  }

  /** The processes that run what may hold `wanted`, or, for null, anything that was built; see processList.ts. */
  async processes(
    wanted: WantedFunction | null,
    from: string,
    folders: readonly string[],
    signal?: AbortSignal,
  ): Promise<ProcessEntry[]> {
    const built = await Built.find(this.#workspaces, from, folders, null, signal);
    const mayHold = wanted === null ? built.artifacts : built.thatMayHold(wanted, ANY_ARTIFACT);
    return listProcesses(built.artifacts, mayHold, this.#buildIds);
  }

  /** What of a function's arguments can be chosen to be read; nothing where the function is not in what was built. */
  fields(
    { wanted, from, folders = [], filter, preferred = null }: ResolveRequest,
    signal?: AbortSignal,
  ): Promise<FieldNode[]> {
    return this.#inTurn(async () => {
      const built = await Built.find(this.#workspaces, from, folders, filter.profile, signal);
      const likelihood = likelihoodOf(preferred, wanted.kind === 'path' ? built.packageOf(from) : null);
      const candidates = likeliestFirst(built.thatMayHold(wanted, filter), likelihood);
      const { holder } = await this.#firstHolder(candidates, wanted, built, signal);
      return holder === null ? [] : fieldsOf(holder);
    });
  }

  /** Which functions a selection means, and the first of them. Rejects with a HumanError where that cannot be told. */
  countable(request: CountRequest, limit: number, signal?: AbortSignal): Promise<Countable> {
    return this.#afterReading(request, () => this.#counting.countable(request, limit, signal), signal);
  }

  /** Where to count what a selection means. Rejects with a HumanError for a bad pattern, no match or too many. */
  countPlan(request: CountRequest, signal?: AbortSignal): Promise<CountPlanning> {
    return this.#afterReading(request, () => this.#counting.plan(request, signal), signal);
  }

  /** How to build what a selection means, matching or not yet; null where building does not help. */
  countBuild(request: CountRequest, signal?: AbortSignal): Promise<BuildTarget | null> {
    return this.#inTurn(() => this.#counting.build(request, signal));
  }

  /** Names of what lies at addresses of an artifact; null where nothing is known to, or it was built again. */
  addressNames(artifact: Artifact, addresses: readonly CodeAddress[]): Promise<(string | null)[]> {
    return this.#inTurn(() => Promise.resolve(this.#search.addressNames(artifact, addresses)));
  }

  /** Why an attached trace has no hits; null when nothing is wrong. */
  silence(plan: ProbePlan, counted: Counted, folders: readonly string[]): Promise<Silence | null> {
    return silenceOf(plan, counted, () => this.#otherBuilds.of(plan.artifact, folders));
  }

  /** To be called after a build: what is remembered of the workspaces for a moment is of the time before. */
  forget(): void {
    this.#workspaces.forget();
    this.#counting.forget();
  }

  dispose(): void {
    this.#search.dispose();
  }

  #inTurn<T>(answer: () => Promise<T>): Promise<T> {
    const answered = this.#last.then(answer);
    this.#last = answered.catch(() => undefined);
    return answered;
  }

  /** All functions of a large binary take seconds to read: other questions are answered meanwhile. */
  async #afterReading<T>(request: CountRequest, answer: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const read = await this.#inTurn(() => this.#counting.ahead(request, signal));
    await read?.();
    return this.#inTurn(answer);
  }

  async #resolveNow(request: ResolveRequest, signal?: AbortSignal): Promise<Resolution> {
    const { wanted, from, folders = [], filter, preferred = null, options = DEFAULT_OPTIONS } = request;
    let built = await Built.find(this.#workspaces, from, folders, filter.profile, signal);
    // What there is in other profiles is part of the answer.
    if (built.artifacts.length === 0) built = await Built.find(this.#workspaces, from, folders, null, signal);
    const mayHold = built.thatMayHold(wanted, filter);
    if (mayHold.length === 0) return { kind: 'none', ...built.whyNothingMayHold(wanted, from, filter) };

    const likelihood = likelihoodOf(preferred, wanted.kind === 'path' ? built.packageOf(from) : null);
    const candidates = likeliestFirst(mayHold, likelihood);
    const { holder, searched, unreadable } = await this.#firstHolder(candidates, wanted, built, signal);
    if (holder !== null) {
      const { artifact } = holder;
      this.#search.readAhead(holder, built);
      const others = wanted.kind === 'position' ? candidates.slice(candidates.indexOf(artifact) + 1) : [];
      return {
        kind: 'plan',
        plan: planOf(wanted, holder, options),
        instances: holder.instances.map(({ instance }) => instance),
        build: built.buildOf(artifact),
        others,
        isAmbiguous: await this.#isAmbiguous(artifact, others, likelihood, wanted, built, signal),
      };
    }
    const inBuild = built.whyInBuildOnly(wanted);
    if (inBuild !== null) return { kind: 'none', reason: inBuild, build: null };
    const evidence: Searched[] = [];
    for (const found of searched) evidence.push(await this.#search.evidence(wanted, found, built, signal));
    const reason = whyNone(wanted, evidence, unreadable);
    return { kind: 'none', reason, build: reason.code === 'outdated' ? built.buildFor(from, filter) : null };
  }

  /** Searches the artifacts in their order until one has the function. */
  async #firstHolder(
    candidates: readonly Artifact[],
    wanted: WantedFunction,
    built: Built,
    signal?: AbortSignal,
  ): Promise<{ readonly holder: Found | null; readonly searched: Found[]; readonly unreadable: Unreadable[] }> {
    const searched: Found[] = [];
    const unreadable: Unreadable[] = [];
    for (const artifact of candidates) {
      const found = await this.#search.search(artifact, wanted, built, signal);
      if ('message' in found) unreadable.push(found);
      else if (found.instances.length === 0) searched.push(found);
      else {
        // A damaged file is not passed over for a less likely one without a word.
        const damaged = unreadable.find(({ isDamaged }) => isDamaged);
        if (damaged !== undefined) throw new HumanError({ message: damaged.message, advice: 'Build it again.' });
        return { holder: found, searched, unreadable };
      }
    }
    return { holder: null, searched, unreadable };
  }

  async #resolveIn(pid: number, request: ResolveRequest, signal?: AbortSignal): Promise<Resolution> {
    const { wanted, from, folders = [], options = DEFAULT_OPTIONS } = request;
    const built = await Built.find(this.#workspaces, from, folders, null, signal);
    const traced = processToTrace(pid, built.artifacts, this.#buildIds);
    return resolveInProcess(traced, wanted, built, this.#search, options, signal);
  }

  /** Whether another artifact is as likely, and holds the function too. */
  async #isAmbiguous(
    best: Artifact,
    others: readonly Artifact[],
    likelihood: Likelihood,
    wanted: WantedFunction,
    built: Built,
    signal?: AbortSignal,
  ): Promise<boolean> {
    for (const other of others) {
      if (!isAmbiguousChoice(best, [other], likelihood)) continue;
      const found = await this.#search.search(other, wanted, built, signal);
      if ('instances' in found && found.instances.length > 0) return true;
    }
    return false;
  }
}
