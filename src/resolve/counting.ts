/**
 * What can be counted of a selection: the artifact that is meant, the functions of it, and where they are entered. While a
 * person types, the same question comes again and again with another pattern: what has been built is remembered for it.
 */

import type { Artifact, BuildTarget } from '../model/artifact.ts';
import type { CountPlan } from '../model/countPlan.ts';
import { HumanError } from '../model/humanError.ts';
import { likeliestFirst } from './artifactChoice.ts';
import type { ArtifactSearch, Catalogued } from './artifactSearch.ts';
import { Built } from './built.ts';
import { titleOf, whyNothingMatches } from './countText.ts';
import type { Countable, CountPlanning, CountRequest, NothingToCount } from './countable.ts';
import { originOf } from './functionOrigin.ts';
import { likelihoodOf } from './likelihood.ts';
import { PatternError } from './namePattern.ts';
import { planCount, whyTooMany, type Chosen } from './planCount.ts';
import { selectFunctions } from './selectFunctions.ts';
import type { Unreadable } from './whyNone.ts';
import { wantedAt } from './wantedFunction.ts';
import type { WorkspaceMemory } from './workspaceMemory.ts';

/** Since it was last asked about. */
const REMEMBERED_MS = 20_000;

interface Candidates {
  readonly built: Built;
  /** The likeliest first; at least one. */
  readonly artifacts: readonly Artifact[];
}

export class Counting {
  readonly #search: ArtifactSearch;
  readonly #workspaces: WorkspaceMemory;
  #last: { readonly key: string; readonly found: Candidates; readonly untilMs: number } | null = null;

  constructor(search: ArtifactSearch, workspaces: WorkspaceMemory) {
    this.#search = search;
    this.#workspaces = workspaces;
  }

  /** After a build. */
  forget(): void {
    this.#last = null;
  }

  /**
   * What has to be read before an answer, and can be while others are given; null for nothing. In the turn of the
   * question, what is returned outside of it.
   */
  async ahead(request: CountRequest, signal?: AbortSignal): Promise<(() => Promise<void>) | null> {
    const found = await this.#candidatesKnown(request, signal);
    const [likeliest] = 'kind' in found ? [] : found.artifacts;
    return 'kind' in found || likeliest === undefined
      ? null
      : this.#search.catalogAhead(likeliest, found.built, signal);
  }

  async countable(request: CountRequest, limit: number, signal?: AbortSignal): Promise<Countable> {
    const found = await this.#candidatesKnown(request, signal);
    if ('kind' in found) return found;
    try {
      const chosen = await this.#choose(request, found, signal);
      const { artifact, functions } = chosen;
      return {
        kind: 'matches',
        artifact,
        total: functions.length,
        first: functions.slice(0, limit).map(known => ({
          name: known.name,
          crate: known.crate,
          origin: chosen.originOf(known),
          instances: known.addresses.size,
        })),
        warning: functions.length === 0 ? whyNothingMatches(chosen).detail : whyTooMany(chosen),
      };
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      return { kind: 'invalid', error: error.detail, from: error.from, to: error.to };
    }
  }

  async plan(request: CountRequest, signal?: AbortSignal): Promise<CountPlanning> {
    const found = await this.#candidates(request, signal);
    if ('kind' in found) return found;
    const chosen = await this.#choose(request, found, signal);
    if (chosen.functions.length === 0) throw whyNothingMatches(chosen);
    const plan: CountPlan = await planCount(chosen, signal);
    return { kind: 'plan', plan, build: found.built.buildOf(chosen.artifact) };
  }

  /** How to build what is meant; null where building does not help. */
  async build(request: CountRequest, signal?: AbortSignal): Promise<BuildTarget | null> {
    const found = await this.#candidates(request, signal);
    if ('kind' in found) return found.build;
    const [likeliest] = found.artifacts;
    return likeliest === undefined ? null : found.built.buildOf(likeliest);
  }

  /** The same as shortly before, or found anew. */
  async #candidatesKnown(request: CountRequest, signal?: AbortSignal): Promise<Candidates | NothingToCount> {
    const key = JSON.stringify({ ...request, selection: placeOf(request) });
    const nowMs = performance.now();
    const known = this.#last?.key === key && this.#last.untilMs > nowMs ? this.#last.found : null;
    const found = known ?? (await this.#candidates(request, signal));
    if (!('kind' in found)) this.#last = { key, found, untilMs: performance.now() + REMEMBERED_MS };
    return found;
  }

  /** The artifacts that may hold what is meant. */
  async #candidates(request: CountRequest, signal?: AbortSignal): Promise<Candidates | NothingToCount> {
    const { selection, from, folders = [], filter, preferred = null } = request;
    let built = await Built.find(this.#workspaces, from, folders, filter.profile, signal);
    // What there is in other profiles is part of the answer.
    if (built.artifacts.length === 0) built = await Built.find(this.#workspaces, from, folders, null, signal);
    const [caller] = selection.kind === 'callees' ? selection.of : [];
    const file = selection.kind === 'file' || selection.kind === 'module' ? selection.file : null;
    const wanted =
      caller === undefined ? ({ kind: 'path', path: titleOf(selection, built, []) } as const) : wantedAt(caller, false);
    const artifacts = file === null ? built.thatMayHold(wanted, filter) : built.thatMayBeFrom(file, filter);
    if (artifacts.length === 0) {
      const isThere = file !== null && built.thatMayHold(wanted, filter).length > 0;
      return {
        kind: 'none',
        ...(isThere ? built.whyNotFrom(file) : built.whyNothingMayHold(wanted, from, filter)),
      };
    }
    const ownPackage = selection.kind === 'pattern' ? built.packageOf(from) : null;
    return { built, artifacts: likeliestFirst(artifacts, likelihoodOf(preferred, ownPackage)) };
  }

  /** The functions of the likeliest artifact; of the likeliest that has any, where not any artifact may be meant. */
  async #choose(request: CountRequest, { built, artifacts }: Candidates, signal?: AbortSignal): Promise<Chosen> {
    const { selection } = request;
    const unreadable: Unreadable[] = [];
    let empty: Chosen | null = null;
    for (const artifact of artifacts) {
      const catalogued = await this.#search.catalog(artifact, built, signal);
      if ('message' in catalogued) unreadable.push(catalogued);
      else {
        const chosen = await this.#chosenOf(request, catalogued, built, signal);
        if (chosen.functions.length > 0 || selection.kind === 'pattern') return chosen;
        empty ??= chosen;
      }
    }
    if (empty !== null) return empty;
    throw new HumanError({ message: unreadable.map(({ message }) => message).join(' '), advice: 'Build it again.' });
  }

  async #chosenOf(
    { selection }: CountRequest,
    catalogued: Catalogued,
    built: Built,
    signal?: AbortSignal,
  ): Promise<Chosen> {
    const origins = originOf(built.isOwnSource, built.ownCrates);
    const { functions, subjects } = await selectFunctions(selection, {
      ...catalogued,
      built,
      originOf: origins,
      search: this.#search,
      signal,
    });
    return {
      ...catalogued,
      selection,
      functions,
      originOf: origins,
      title: titleOf(selection, built, subjects),
    };
  }
}

/** What of a selection decides which artifacts may be meant. */
function placeOf({ selection }: CountRequest): unknown {
  return selection.kind === 'pattern' ? null : selection;
}
