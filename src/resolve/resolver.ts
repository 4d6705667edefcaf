/**
 * From a function to a plan: the artifacts of the workspace, the likeliest first, until one holds the function; or the
 * reason why none does. Requests are answered one after the other, so that open files stay open while they are read.
 */

import { statSync } from 'node:fs';
import type { FileDetail } from '../binary/dwarf/detail.ts';
import type { IndexCache } from '../binary/indexCache.ts';
import { MalformedError } from '../binary/malformedError.ts';
import type { Silence } from '../model/absence.ts';
import type { Artifact, ArtifactKey } from '../model/artifact.ts';
import { HumanError } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import { planProbes } from '../probe/plan.ts';
import { runningProcesses } from '../running/processes.ts';
import { processesOf } from '../running/processesOf.ts';
import type { RustParser } from '../source/rustParser.ts';
import { isAmbiguousChoice, likeliestFirst, type ArtifactFilter, type Likelihood } from './artifactChoice.ts';
import { Built } from './built.ts';
import { functionPath } from './demangledPath.ts';
import { AmbiguousNameError, findHomes, type Homes } from './homes.ts';
import { instancesOf, type FoundInstance } from './instances.ts';
import { isCalled } from './mention.ts';
import { OpenArtifacts, type OpenArtifact, type Reading } from './openArtifact.ts';
import { OtherBuilds } from './otherBuilds.ts';
import type { Resolution } from './resolution.ts';
import { sameFile } from './sameFile.ts';
import { silenceOf, type Counted } from './silence.ts';
import { twinsOf } from './twin.ts';
import { WorkspaceMemory } from './workspaceMemory.ts';
import { wantedAt, type WantedFunction } from './wantedFunction.ts';
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
}

export interface ResolverOptions {
  /** Reads sources for the reason why a function is not there. */
  readonly parser: RustParser;
  /** Keeps what was read of binaries; null to keep nothing. */
  readonly cache: IndexCache | null;
  /** Hears how far a binary has been read ahead of further questions; null to read only what a question needs. */
  readonly readAhead: ((artifact: Artifact) => NonNullable<Reading['onProgress']>) | null;
}

/** An artifact that was searched. */
interface Found {
  readonly artifact: Artifact;
  /** Open while it is the last that was asked about; to be opened again later. */
  readonly binary: OpenArtifact;
  readonly homes: Homes;
  readonly instances: readonly FoundInstance[];
}

export class Resolver {
  readonly #options: ResolverOptions;
  readonly #open: OpenArtifacts;
  /** Ends what reads ahead. */
  readonly #end = new AbortController();
  readonly #workspaces = new WorkspaceMemory();
  readonly #otherBuilds = new OtherBuilds(this.#workspaces);
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ResolverOptions) {
    this.#options = options;
    this.#open = new OpenArtifacts(options.cache);
  }

  /** Rejects with a HumanError when the question cannot be answered: no package, no cargo, an ambiguous name. */
  resolve(request: ResolveRequest, signal?: AbortSignal): Promise<Resolution> {
    return this.#inTurn(() => this.#resolveNow(request, signal));
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

  /** Why an attached trace has no hits; null when nothing is wrong. */
  silence(plan: ProbePlan, counted: Counted, folders: readonly string[]): Promise<Silence | null> {
    return silenceOf(plan, counted, () => this.#otherBuilds.of(plan.artifact, folders));
  }

  /** To be called after a build: what is remembered of the workspaces for a moment is of the time before. */
  forget(): void {
    this.#workspaces.forget();
  }

  dispose(): void {
    this.#end.abort();
    this.#open.dispose();
  }

  #inTurn<T>(answer: () => Promise<T>): Promise<T> {
    const answered = this.#last.then(answer);
    this.#last = answered.catch(() => undefined);
    return answered;
  }

  async #resolveNow(request: ResolveRequest, signal?: AbortSignal): Promise<Resolution> {
    const { wanted, from, folders = [], filter, preferred = null } = request;
    let built = await Built.find(this.#workspaces, from, folders, filter.profile, signal);
    // What there is in other profiles is part of the answer.
    if (built.artifacts.length === 0) built = await Built.find(this.#workspaces, from, folders, null, signal);
    const mayHold = await built.thatMayHold(wanted, filter);
    if (mayHold.length === 0) return { kind: 'none', ...(await built.whyNothingMayHold(wanted, from, filter)) };

    const likelihood = likelihoodOf(preferred, wanted.kind === 'path' ? built.packageOf(from) : null);
    const candidates = likeliestFirst(mayHold, likelihood);
    const searched: Found[] = [];
    const unreadable: Unreadable[] = [];
    for (const [at, artifact] of candidates.entries()) {
      const found = await this.#search(artifact, wanted, built, signal);
      if ('message' in found) unreadable.push(found);
      else if (found.instances.length === 0) searched.push(found);
      else {
        // A damaged file is not passed over for a less likely one without a word.
        const damaged = unreadable.find(({ isDamaged }) => isDamaged);
        if (damaged !== undefined) throw new HumanError({ message: damaged.message, advice: 'Build it again.' });
        this.#readAhead(found, built);
        const others = wanted.kind === 'position' ? candidates.slice(at + 1) : [];
        return {
          kind: 'plan',
          plan: planOf(wanted, found),
          instances: found.instances.map(({ instance }) => instance),
          build: built.buildOf(artifact),
          others,
          isAmbiguous: await this.#isAmbiguous(artifact, others, likelihood, wanted, built, signal),
        };
      }
    }
    const inBuild = await built.whyInBuildOnly(wanted);
    if (inBuild !== null) return { kind: 'none', reason: inBuild, build: null };
    const evidence: Searched[] = [];
    for (const found of searched) evidence.push(await this.#evidence(wanted, found, built, signal));
    const reason = whyNone(wanted, evidence, unreadable);
    return { kind: 'none', reason, build: reason.code === 'outdated' ? built.buildFor(from, filter) : null };
  }

  /** Looks into one artifact; one that cannot be read is no reason to give up on the others. */
  async #search(
    artifact: Artifact,
    wanted: WantedFunction,
    built: Built,
    signal?: AbortSignal,
  ): Promise<Found | Unreadable> {
    signal?.throwIfAborted();
    try {
      const binary = this.#open.open(artifact.path);
      // A name may stand anywhere.
      if (wanted.kind === 'path') await binary.complete({ signal, isOwn: built.isOwnSource });
      const scope = await built.scopeOf(wanted, artifact);
      const homes = await findHomes(binary, inArtifact(wanted, artifact), scope, signal);
      return { artifact, binary, homes, instances: instancesOf(binary, homes) };
    } catch (error) {
      const isTheirs = error instanceof HumanError && !(error instanceof AmbiguousNameError);
      if (signal?.aborted === true || !isTheirs) throw error;
      return { artifact, message: error.message, isDamaged: error instanceof MalformedError };
    }
  }

  /** Reads the rest of a binary that was asked about, so that the next question finds it read. */
  #readAhead({ artifact, binary }: Found, built: Built): void {
    if (this.#options.readAhead === null || binary.index.completeTable !== null) return;
    const onProgress = this.#options.readAhead(artifact);
    binary.complete({ signal: this.#end.signal, onProgress, isOwn: built.isOwnSource }).catch(() => {
      // Damage is told by the question that comes upon it; a file that was replaced is read anew.
      onProgress(1, 1);
    });
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
      const found = await this.#search(other, wanted, built, signal);
      if ('instances' in found && found.instances.length > 0) return true;
    }
    return false;
  }

  async #evidence(
    wanted: WantedFunction,
    { artifact, homes }: Found,
    built: Built,
    signal?: AbortSignal,
  ): Promise<Searched> {
    const binary = this.#open.open(artifact.path);
    const { isOptimised, strippedBy } = await built.settingsOf(artifact);
    const { detail, missing } = await debugDetail(wanted, binary, signal);
    const isMergeable =
      wanted.kind === 'position' &&
      isOptimised &&
      homes.records.length === 0 &&
      (await isCalled(wanted.function, await built.sourcesOf(artifact)));
    return {
      artifact,
      homes,
      hasDeclarations: detail === 'functions' || detail === 'full',
      hasSymbolTable: binary.elf.hasSymbolTable,
      missing: missing[0] ?? binary.elf.rejectedDebugFiles[0] ?? null,
      isOptimised,
      strippedBy,
      twin: isMergeable ? await this.#twin(wanted, artifact, built, signal) : null,
    };
  }

  /** A function that does the same as the wanted one and is there; its path. */
  async #twin(
    { function: shown }: Extract<WantedFunction, { kind: 'position' }>,
    artifact: Artifact,
    built: Built,
    signal?: AbortSignal,
  ): Promise<string | null> {
    for (const twin of await twinsOf(shown, await built.sourcesOf(artifact), this.#options.parser, signal)) {
      const found = await this.#search(artifact, wantedAt(twin, true), built, signal);
      if ('instances' in found && found.instances.length > 0) return twin.path;
    }
    return null;
  }
}

function likelihoodOf(preferred: ArtifactKey | null, ownPackage: string | null): Likelihood {
  const processes = runningProcesses();
  const known = new Map<Artifact, boolean>();
  return {
    preferred,
    ownPackage,
    isRunning: artifact => {
      const isRunning = known.get(artifact) ?? processesOf(artifact, processes).current.length > 0;
      known.set(artifact, isRunning);
      return isRunning;
    },
  };
}

/** Lines of a binary that is older than the file are not the lines of the editor. */
function inArtifact(wanted: WantedFunction, { newerSource, modifiedMs }: Artifact): WantedFunction {
  if (wanted.kind === 'path' || newerSource === null) return wanted;
  const savedMs = statSync(wanted.function.file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
  return savedMs > modifiedMs ? { ...wanted, isLineExact: false } : wanted;
}

/** How much the debug information tells of the function's file, or of any; a file that no unit names is one of those. */
async function debugDetail(wanted: WantedFunction, { index }: OpenArtifact, signal?: AbortSignal): Promise<FileDetail> {
  if (wanted.kind === 'position') {
    const ofFile = await index.detailOf(sameFile(wanted.function.file), signal);
    if (ofFile.detail !== 'none' || ofFile.missing.length > 0) return ofFile;
  }
  return index.detailOf(path => !path.startsWith('/rustc/'), signal);
}

function planOf(wanted: WantedFunction, { artifact, binary, instances }: Found): ProbePlan {
  const name = instances[0]?.instance.demangled ?? wanted.path;
  return planProbes(
    functionPath(name.replace(/::\{async_fn#\d+\}$/, '')),
    artifact,
    binary.elf,
    instances.map(({ instance, virtualAddress, record }) => ({
      instance,
      virtualAddress,
      debug: () => (record?.home.kind === 'code' ? binary.dwarf.describe(record) : null),
    })),
  );
}
