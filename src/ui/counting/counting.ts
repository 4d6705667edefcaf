/** The commands that count: plan (and build) first, then the count, which the Counts view shows. */

import { isDeepStrictEqual } from 'node:util';
import type { DocumentFunctions } from '../../client/documentFunctions.ts';
import type { CountSelection } from '../../model/countPlan.ts';
import { HumanError } from '../../model/humanError.ts';
import { isSameBuild } from '../../session/artifactWatch.ts';
import type { CountRunner } from '../../session/countRunner.ts';
import type { CountSession } from '../../session/countSession.ts';
import type { CountStore } from '../../session/countStore.ts';
import type { ArtifactChoice } from '../artifactChoice.ts';
import type { CountPlanner, CountWish } from './countPlanner.ts';
import { targetFile, targetFunctions } from './countTarget.ts';

/** Half a second: numbers that a person sees move, at little cost. */
const REPORT_EVERY_MS = 500;

/** Shows a count to the person. */
export interface CountsShown {
  /** The one that is shown; null while there is none. */
  readonly session: CountSession | null;
  readonly show: (session: CountSession) => void;
}

export class Counting {
  readonly #planner: CountPlanner;
  readonly #functions: DocumentFunctions;
  readonly #choice: ArtifactChoice;
  readonly #store: CountStore;
  readonly #runner: CountRunner;
  readonly #view: CountsShown;
  /** What each count was asked for with. */
  readonly #wishes = new WeakMap<CountSession, CountWish>();

  constructor(
    planner: CountPlanner,
    functions: DocumentFunctions,
    choice: ArtifactChoice,
    store: CountStore,
    runner: CountRunner,
    view: CountsShown,
  ) {
    this.#planner = planner;
    this.#functions = functions;
    this.#choice = choice;
    this.#store = store;
    this.#runner = runner;
    this.#view = view;
  }

  /**
   * Counts a selection as seen from `from` (absolute path): the count, which may have run already; one of an older build is
   * ended. Null when the person decided against it. `title` instead of what the selection is called.
   * @throws HumanError when it cannot be counted.
   */
  async count(selection: CountSelection, from: string, title?: string): Promise<CountSession | null> {
    return this.#start({ selection, from, preferred: this.#choice.preferredFor(from) }, title);
  }

  /** All functions of a source file. `argument`: a FunctionReference or Uri, or none for the file in front. */
  async countFile(argument: unknown): Promise<void> {
    const file = targetFile(argument);
    await this.count({ kind: 'file', file }, file);
  }

  /** All functions of the module that a file is, and of those below it. `argument` as above. */
  async countModule(argument: unknown): Promise<void> {
    const file = targetFile(argument);
    await this.count({ kind: 'module', file }, file);
  }

  /** What some functions call. `argument`: a FunctionReference, or none for those selected or the one at the cursor. */
  async countCallees(argument: unknown): Promise<void> {
    const of = await targetFunctions(this.#functions, argument);
    const [first] = of;
    if (first !== undefined) await this.count({ kind: 'callees', of }, first.file);
  }

  /** The same functions in the newest build, from zero. `id`: of a session, or none for the one that is shown. */
  async countAgain(id: unknown): Promise<void> {
    const named = typeof id === 'number' ? this.#store.all().find(each => each.id === id) : null;
    const session = named ?? this.#view.session;
    const wish = session === null ? undefined : this.#wishes.get(session);
    if (session === null || wish === undefined) {
      throw new HumanError({
        message: 'Nothing has been counted yet that could be counted again.',
        advice: 'Choose what to count with Count Calls Matching….',
      });
    }
    const plan = await this.#planner.plan({ ...wish, preferred: session.plan.artifact });
    if (plan === null) return;
    await this.#runner.stopAndWait(session);
    this.#begin({ ...plan, title: session.plan.title }, wish);
  }

  async #start(wish: CountWish, title?: string): Promise<CountSession | null> {
    const plan = await this.#planner.plan(wish);
    if (plan === null) return null;
    const running = this.#store.running().find(each => isDeepStrictEqual(each.plan.selection, plan.selection));
    if (running !== undefined && isSameBuild(running.plan.artifact, plan.artifact)) {
      this.#view.show(running);
      return running;
    }
    if (running !== undefined) await this.#runner.stopAndWait(running);
    return this.#begin(title === undefined ? plan : { ...plan, title }, wish);
  }

  #begin(plan: CountSession['plan'], wish: CountWish): CountSession {
    const session = this.#runner.start(plan, { everyMs: REPORT_EVERY_MS });
    this.#wishes.set(session, wish);
    this.#view.show(session);
    return session;
  }
}
