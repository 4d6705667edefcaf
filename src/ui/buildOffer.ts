/** From a function to the plan of its trace, with the questions on the way: nothing built yet, or built before the last edit. */

import path from 'node:path';
import { window } from 'vscode';
import type { Requests } from '../client/requests.ts';
import type { BuildTarget } from '../model/artifact.ts';
import { HumanError } from '../model/humanError.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import type { PlanAnswer } from '../server/protocol.ts';
import { buildWithProgress } from './build.ts';
import { messageOf } from './errors.ts';

const BUILD = 'Build';
const BUILD_AND_TRACE = 'Build and Trace';
const TRACE_OLD = 'Trace Old Build';

/** Puts a question to the person and resolves to the button they chose. */
type Ask = (question: () => Thenable<string | undefined>) => Promise<string | undefined>;

/**
 * The plan, built for if need be; null when the person chose otherwise or the build failed (which they have been told).
 * `ask` is around each question, which may stay open for long.
 * @throws HumanError when the function is not in what was built.
 */
export async function planWithBuild(
  requests: Requests,
  fn: RustFunction,
  ask: Ask = async question => question(),
): Promise<ProbePlan | null> {
  const answer = await requests.plan(fn, null);
  const decision = await decide(answer, ask);
  if (decision === 'cancel') return null;
  if (decision !== 'build') return decision;
  const target = answer.build;
  if (target === null || !(await buildWithProgress(requests, target))) return null;
  return planAfterBuild(await requests.plan(fn, null));
}

async function decide(answer: PlanAnswer, ask: Ask): Promise<ProbePlan | 'build' | 'cancel'> {
  switch (answer.kind) {
    case 'plan':
      return decideAboutAge(answer.plan, ask);
    case 'none': {
      const { reason, build } = answer;
      if (build === null) throw new HumanError(reason.detail);
      if (reason.code === 'not-built') {
        const chosen = await ask(() => window.showInformationMessage(messageOf(reason.detail), BUILD));
        return chosen === BUILD ? 'build' : 'cancel';
      }
      const chosen = await ask(() => window.showWarningMessage(messageOf(reason.detail), BUILD_AND_TRACE));
      return chosen === BUILD_AND_TRACE ? 'build' : 'cancel';
    }
  }
}

async function decideAboutAge(plan: ProbePlan, ask: Ask): Promise<ProbePlan | 'build' | 'cancel'> {
  const { newerSource, targetName } = plan.artifact;
  if (newerSource === null) return plan;
  const message = `${path.basename(newerSource)} is newer than the build of ${targetName}.`;
  const chosen = await ask(() => window.showInformationMessage(message, BUILD_AND_TRACE, TRACE_OLD));
  if (chosen === TRACE_OLD) return plan;
  return chosen === BUILD_AND_TRACE ? 'build' : 'cancel';
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

/** Builds when the person agrees; for programs that have to exist before anything can be traced. */
export async function offerFirstBuild(requests: Requests, message: string, target: BuildTarget): Promise<boolean> {
  if ((await window.showInformationMessage(message, BUILD)) !== BUILD) return false;
  return buildWithProgress(requests, target);
}
