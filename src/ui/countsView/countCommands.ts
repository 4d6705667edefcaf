/** The toolbar of the Counts view, which is in the command palette too. */

import { env, type QuickPickItem, Uri, window, workspace } from 'vscode';
import { COMMANDS } from '../../contributions.ts';
import { HumanError } from '../../model/humanError.ts';
import { countsCsv, countsJson } from '../../session/countExport.ts';
import type { CountRunner } from '../../session/countRunner.ts';
import type { CountSession } from '../../session/countSession.ts';
import type { CountStore } from '../../session/countStore.ts';
import { artifactName } from '../artifactText.ts';
import { countText } from '../../model/numberText.ts';
import { countsMarkdown } from './countsTable.ts';
import { runName } from './countsMessages.ts';
import type { CountsView } from './countsView.ts';
import { headOf } from './headText.ts';

export interface CountCommandParts {
  readonly store: CountStore;
  readonly runner: CountRunner;
  readonly view: CountsView;
}

export function countCommands({ store, runner, view }: CountCommandParts) {
  return {
    [COMMANDS.stopCounting]: () => {
      runner.stop(running(view));
    },
    [COMMANDS.pauseCounting]: () => {
      pause(runner, running(view), true);
    },
    [COMMANDS.resumeCounting]: () => {
      pause(runner, running(view), false);
    },
    [COMMANDS.resetCounts]: () => {
      shown(view).reset();
    },
    [COMMANDS.compareCounts]: async () => {
      const session = shown(view);
      // One that failed before it had numbers has nothing to compare.
      const others = store.all().filter(each => each !== session && each.hasReport);
      if (others.length === 0)
        throw new HumanError({
          message: 'There is no other count to compare this one with.',
          advice: 'Count the same functions again, then compare both.',
        });
      const none = { label: '$(close) No comparison', session: null };
      const chosen = await window.showQuickPick([...others.map(runItem), none], {
        title: `Compare ${runName(session)} with`,
        matchOnDescription: true,
      });
      if (chosen === undefined) return;
      view.show(session);
      view.compareWith(chosen.session);
    },
    [COMMANDS.copyCounts]: async () => {
      const session = shown(view);
      const format = await window.showQuickPick(['Markdown table', 'CSV'], { title: 'Copy the counts as' });
      if (format === undefined) return;
      await env.clipboard.writeText(format === 'CSV' ? countsCsv(session) : countsMarkdown(session));
      window.setStatusBarMessage('$(check) Counts copied', 3000);
    },
    [COMMANDS.exportCounts]: async () => {
      await exportCounts(shown(view));
    },
    [COMMANDS.showCounts]: async () => {
      const all = store.all();
      if (all.length < 2) {
        view.show();
        return;
      }
      const chosen = await window.showQuickPick(all.map(runItem), { title: 'Show a count', matchOnDescription: true });
      if (chosen !== undefined) view.show(chosen.session);
    },
  };
}

interface RunItem extends QuickPickItem {
  readonly session: CountSession;
}

function runItem(session: CountSession): RunItem {
  const { plan } = session;
  return {
    label: runName(session),
    description: `${artifactName(plan.artifact)} · ${countText(plan.functions.length, 'function')} · ${headOf(session, false).state}`,
    session,
  };
}

function shown({ session }: CountsView): CountSession {
  if (session === null) throw new HumanError({ message: 'Nothing has been counted yet.' });
  return session;
}

function running({ runningSession }: CountsView): CountSession {
  if (runningSession === null) throw new HumanError({ message: 'Nothing is being counted.' });
  return runningSession;
}

function pause(runner: CountRunner, session: CountSession, isPaused: boolean): void {
  if (!session.canPause) throw new HumanError({ message: 'This counter cannot pause.', advice: 'Stop it instead.' });
  runner.pause(session, isPaused);
}

async function exportCounts(session: CountSession): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const name = `counts-${session.plan.artifact.targetName}.csv`;
  const target = await window.showSaveDialog({
    title: 'Export the counts',
    filters: { CSV: ['csv'], JSON: ['json'] },
    defaultUri: folder === undefined ? Uri.file(name) : Uri.joinPath(folder, name),
  });
  if (target === undefined) return;
  const text = target.path.endsWith('.json') ? countsJson(session) : countsCsv(session);
  await workspace.fs.writeFile(target, new TextEncoder().encode(text));
  window.setStatusBarMessage('$(check) Counts exported', 3000);
}
