/**
 * From a function to the plan of its trace, with the questions on the way: which artifact, nothing built yet, or built
 * before the last edit. What cannot be traced is remembered for its line.
 */

import type { DocumentFunctions } from '../client/documentFunctions.ts';
import type { Requests } from '../client/requests.ts';
import { type Artifact, isSameArtifact } from '../model/artifact.ts';
import type { CaptureOptions } from '../model/captureOptions.ts';
import { HumanError } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import type { PlanAnswer } from '../server/protocol.ts';
import { referenceTo } from '../session/locate.ts';
import type { SessionStore } from '../session/sessionStore.ts';
import type { ArtifactChoice } from './artifactChoice.ts';
import { buildWithProgress } from './build.ts';
import { type Ask, askAtOnce, type BuildLabels, decideAboutAge, offersBuild } from './buildQuestions.ts';
import type { CaptureChoices } from './captureChoices.ts';
import { targetFunction } from './functionTarget.ts';

const LABELS: BuildLabels = { build: 'Build and Trace', takeOld: 'Trace Old Build' };

export interface PlanningOptions {
  /** Is around each question, which may stay open for long. */
  readonly ask?: Ask;
  /** Build without asking. */
  readonly buildsFirst?: boolean;
  /** Only calls for which it holds are hits; null: all are. */
  readonly condition?: string | null;
}

/** What is traced and how. */
export interface PlannedTrace {
  readonly function: RustFunction;
  readonly plan: ProbePlan;
  readonly options: CaptureOptions;
}

export class Planner {
  readonly #requests: Requests;
  readonly #functions: DocumentFunctions;
  readonly #choice: ArtifactChoice;
  readonly #captures: CaptureChoices;
  readonly #store: SessionStore;

  constructor(
    requests: Requests,
    functions: DocumentFunctions,
    choice: ArtifactChoice,
    captures: CaptureChoices,
    store: SessionStore,
  ) {
    this.#requests = requests;
    this.#functions = functions;
    this.#choice = choice;
    this.#captures = captures;
    this.#store = store;
  }

  /**
   * The plan, built for if need be; null when the person chose otherwise or the build failed (which they have been told).
   * @throws HumanError when the function is not in what was built, or not in the text any more.
   */
  async plan(fn: RustFunction, planning: PlanningOptions = {}): Promise<PlannedTrace | null> {
    const options = this.#captures.optionsFor(fn, planning.condition ?? null);
    const plan = await this.#plan(fn, options, planning);
    return plan === null ? null : { function: fn, plan, options };
  }

  /** The plan for one process, in whatever build it runs. @throws HumanError when the function is not in there. */
  async planIn(process: number, fn: RustFunction, condition: string | null = null): Promise<PlannedTrace> {
    const options = this.#captures.optionsFor(fn, condition);
    const answer = await this.#requests.planIn(process, fn, options);
    if (answer.kind === 'none') throw new HumanError(answer.reason.detail);
    return { function: fn, plan: answer.plan, options };
  }

  /** A plan of all that can be read, asking nothing; null where there is none. Refuses nothing: it is no trace. */
  async preview(fn: RustFunction): Promise<ProbePlan | null> {
    const options = { ...this.#captures.optionsFor(fn, null), fields: null };
    try {
      const answer = await this.#requests.plan(fn, this.#choice.preferredFor(fn.file), options);
      return answer.kind === 'plan' ? answer.plan : null;
    } catch {
      // The trace itself will say why.
      return null;
    }
  }

  async #plan(fn: RustFunction, options: CaptureOptions, planning: PlanningOptions): Promise<ProbePlan | null> {
    const { ask = askAtOnce, buildsFirst = false } = planning;
    this.#store.forgetRefusal(fn);
    const answer = await this.#chosenAnswer(fn, options, ask);
    if (answer === null) return null;
    const decision = buildsFirst && answer.build !== null ? 'build' : await decide(answer, ask);
    if (decision === 'cancel') return null;
    if (decision !== 'build') return decision;
    const target = answer.build;
    if (target === null || !(await buildWithProgress(this.#requests, target))) return null;
    return planAfterBuild(await this.#answerAgain(fn, options));
  }

  /** The answer for the artifact that is meant, which the person is asked for once; null when they do not say. */
  async #chosenAnswer(fn: RustFunction, options: CaptureOptions, ask: Ask): Promise<PlanAnswer | null> {
    const answer = await this.#answer(fn, options);
    if (answer.kind !== 'plan' || !answer.isAmbiguous || this.#choice.isMade(fn.file)) return answer;
    const { artifact } = answer.plan;
    const among: readonly Artifact[] = [artifact, ...answer.others];
    const chosen = await ask(() => this.#choice.askAmong(fn, among));
    if (chosen === undefined) return null;
    return chosen === null || isSameArtifact(chosen, artifact) ? answer : this.#answerAgain(fn, options);
  }

  /** Asks with the function's present place: the text may have changed since the click, as by formatting it for a build. */
  async #answerAgain(fn: RustFunction, options: CaptureOptions): Promise<PlanAnswer> {
    return this.#answer(await targetFunction(this.#functions, referenceTo(fn)), options);
  }

  async #answer(fn: RustFunction, options: CaptureOptions): Promise<PlanAnswer> {
    const answer = await this.#requests.plan(fn, this.#choice.preferredFor(fn.file), options);
    if (answer.kind === 'none') {
      this.#store.refuse({ function: fn, reason: answer.reason, canBuild: answer.build !== null });
    } else {
      this.#store.forgetRefusal(fn);
    }
    return answer;
  }
}

async function decide(answer: PlanAnswer, ask: Ask): Promise<ProbePlan | 'build' | 'cancel'> {
  switch (answer.kind) {
    case 'plan': {
      const decision = await decideAboutAge(answer.plan.artifact, LABELS, ask);
      return decision === 'take' ? answer.plan : decision;
    }
    case 'none':
      return (await offersBuild(answer.reason, answer.build, LABELS, ask)) ? 'build' : 'cancel';
  }
}

/** A file saved during the build leaves the plan old again; it was built as asked, so it is taken. */
function planAfterBuild(answer: PlanAnswer): ProbePlan {
  switch (answer.kind) {
    case 'plan':
      return answer.plan;
    case 'none':
      throw new HumanError(answer.reason.detail);
  }
}
