/** `cargo build` for a person: a notification with progress and Cancel, and what failed with the way to the problems. */

import { commands, ProgressLocation, window, workspace } from 'vscode';
import type { Requests } from '../client/requests.ts';
import { isRustFile } from '../client/documentFunctions.ts';
import type { BuildTarget } from '../model/artifact.ts';
import { wholeMessage } from '../model/humanError.ts';

const BUILD = 'Build';
const SHOW_PROBLEMS = 'Show Problems';

/** Saves the Rust files that are open, builds, and says whether there is a fresh artifact now. */
export async function buildWithProgress(requests: Requests, target: BuildTarget): Promise<boolean> {
  await Promise.all(
    workspace.textDocuments
      .filter(document => document.isDirty && isRustFile(document))
      .map(document => document.save()),
  );
  const answer = await window.withProgress(
    { location: ProgressLocation.Notification, title: `Building ${target.targetName}`, cancellable: true },
    (notification, token) => {
      let shownPercent = 0;
      return requests.build(
        target,
        ({ message, percentage }) => {
          const increment = percentage === null ? 0 : Math.max(0, percentage - shownPercent);
          shownPercent += increment;
          notification.report({ increment, ...(message === null ? {} : { message }) });
        },
        token,
      );
    },
  );
  if (answer.kind === 'failed') {
    void window.showErrorMessage(wholeMessage(answer.detail), SHOW_PROBLEMS).then(async chosen => {
      if (chosen === SHOW_PROBLEMS) await commands.executeCommand('workbench.actions.view.problems');
    });
  }
  return answer.kind === 'built';
}

/** Builds when the person agrees; for programs that have to exist before anything can be traced. */
export async function offerFirstBuild(requests: Requests, message: string, target: BuildTarget): Promise<boolean> {
  if ((await window.showInformationMessage(message, BUILD)) !== BUILD) return false;
  return buildWithProgress(requests, target);
}
