/** What is asked before something is traced or counted in what was built: build first, or take a build that is older than its source. */

import path from 'node:path';
import { window } from 'vscode';
import type { Absence } from '../model/absence.ts';
import type { Artifact, BuildTarget } from '../model/artifact.ts';
import { HumanError, wholeMessage } from '../model/humanError.ts';

const BUILD = 'Build';

/** Puts a question to the person and resolves to their answer. */
export type Ask = <Answer>(question: () => Thenable<Answer>) => Promise<Answer>;

export const askAtOnce: Ask = async question => question();

/** The buttons, by what is done afterwards. */
export interface BuildLabels {
  readonly build: string;
  readonly takeOld: string;
}

/** Whether to build what does not hold what is looked for. @throws HumanError when no build can help. */
export async function offersBuild(
  reason: Absence,
  build: BuildTarget | null,
  labels: BuildLabels,
  ask = askAtOnce,
): Promise<boolean> {
  if (build === null) throw new HumanError(reason.detail);
  const message = wholeMessage(reason.detail);
  if (reason.code === 'not-built') return (await ask(() => window.showInformationMessage(message, BUILD))) === BUILD;
  return (await ask(() => window.showWarningMessage(message, labels.build))) === labels.build;
}

/** What to do with an artifact that holds it; asks nothing where it is up to date. */
export async function decideAboutAge(
  { newerSource, targetName }: Artifact,
  labels: BuildLabels,
  ask = askAtOnce,
): Promise<'take' | 'build' | 'cancel'> {
  if (newerSource === null) return 'take';
  const message = `${path.basename(newerSource)} is newer than the build of ${targetName}.`;
  const chosen = await ask(() => window.showInformationMessage(message, labels.build, labels.takeOld));
  if (chosen === labels.takeOld) return 'take';
  return chosen === labels.build ? 'build' : 'cancel';
}
