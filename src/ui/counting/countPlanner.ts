/** From a selection of functions to the places to count them at, with the questions on the way: nothing built yet, or built before the last edit. */

import { ProgressLocation, window } from 'vscode';
import type { DocumentFunctions } from '../../client/documentFunctions.ts';
import type { Requests } from '../../client/requests.ts';
import type { ArtifactKey } from '../../model/artifact.ts';
import type { CountPlan, CountSelection } from '../../model/countPlan.ts';
import { HumanError } from '../../model/humanError.ts';
import type { CountPlanAnswer } from '../../server/protocol.ts';
import { referenceTo } from '../../session/locate.ts';
import { buildWithProgress } from '../build.ts';
import { type BuildLabels, decideAboutAge, offersBuild } from '../buildQuestions.ts';
import { targetFunction } from '../functionTarget.ts';

const LABELS: BuildLabels = { build: 'Build and Count', takeOld: 'Count Old Build' };

/** What is to be counted, and where to look for it. */
export interface CountWish {
  readonly selection: CountSelection;
  /** Absolute path of a file of the workspace that is meant. */
  readonly from: string;
  /** The artifact to look in first; null to take the likeliest. */
  readonly preferred: ArtifactKey | null;
}

export class CountPlanner {
  readonly #requests: Requests;
  readonly #functions: DocumentFunctions;

  constructor(requests: Requests, functions: DocumentFunctions) {
    this.#requests = requests;
    this.#functions = functions;
  }

  /**
   * The plan, built for if need be; null when the person chose otherwise or the build failed (which they have been told).
   * @throws HumanError when nothing that was built can be counted so.
   */
  async plan(wish: CountWish): Promise<CountPlan | null> {
    const answer = await this.#answer(wish);
    const decision = await decide(answer);
    if (decision === 'cancel') return null;
    if (decision !== 'build') return decision;
    if (answer.build === null || !(await buildWithProgress(this.#requests, answer.build))) return null;
    const again = await this.#answer({ ...wish, selection: await this.#inTextOf(wish.selection) });
    if (again.kind === 'none') throw new HumanError(again.reason.detail);
    return again.plan;
  }

  #answer({ selection, from, preferred }: CountWish): Promise<CountPlanAnswer> {
    return Promise.resolve(
      window.withProgress({ location: ProgressLocation.Window, title: 'Finding the functions to count' }, () =>
        this.#requests.countPlan({ selection, from, preferred }),
      ),
    );
  }

  /** The selection with its functions where they stand now: files are saved for a build, and formatted by that. */
  async #inTextOf(selection: CountSelection): Promise<CountSelection> {
    if (selection.kind !== 'callees') return selection;
    const of = selection.of.map(fn => targetFunction(this.#functions, referenceTo(fn)));
    return { kind: 'callees', of: await Promise.all(of) };
  }
}

async function decide(answer: CountPlanAnswer): Promise<CountPlan | 'build' | 'cancel'> {
  switch (answer.kind) {
    case 'plan': {
      const decision = await decideAboutAge(answer.plan.artifact, LABELS);
      return decision === 'take' ? answer.plan : decision;
    }
    case 'none':
      return (await offersBuild(answer.reason, answer.build, LABELS)) ? 'build' : 'cancel';
  }
}
