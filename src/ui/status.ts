/** The status bar item while traces run (`● 2 traces`), and the choice behind it. Sets the context keys. */

import {
  commands,
  Disposable,
  MarkdownString,
  QuickPickItemKind,
  type QuickPickItem,
  StatusBarAlignment,
  window,
} from 'vscode';
import { COMMANDS, type ContextKeys } from '../contributions.ts';
import type { SessionStore } from '../session/sessionStore.ts';
import type { TraceRunner } from '../session/traceRunner.ts';
import type { TraceSession } from '../session/traceSession.ts';
import { countText } from './countText.ts';
import { escapeMarkdown } from './markdownEscape.ts';
import type { Refresh } from './refresh.ts';
import { countParts, processText, rebuildText, recordingText, stateText } from './sessionText.ts';

interface Choice extends QuickPickItem {
  readonly run?: () => void;
}

export class StatusFeature implements Disposable {
  readonly #store: SessionStore;
  readonly #runner: TraceRunner;
  readonly #item = window.createStatusBarItem('rustTrace.traces', StatusBarAlignment.Left, 0);
  readonly #contexts = new Map<keyof ContextKeys, boolean>();
  readonly #subscriptions: Disposable;

  constructor(store: SessionStore, runner: TraceRunner, refresh: Refresh) {
    this.#store = store;
    this.#runner = runner;
    this.#item.name = 'Rust Trace';
    this.#item.command = COMMANDS.manageTraces;
    this.#subscriptions = Disposable.from(
      this.#item,
      refresh.onDraw(() => {
        this.#draw();
      }),
    );
  }

  /** Lets the person stop one trace or all, or look at the output. */
  async choose(showOutput: () => void): Promise<void> {
    const running = this.#store.running();
    const choices: Choice[] = running.map(session => ({
      label: `$(debug-stop) Stop ${session.plan.functionName}`,
      description: summary(session),
      run: () => {
        this.#runner.stop(session);
      },
    }));
    if (running.length > 1) {
      choices.push({
        label: '$(stop-circle) Stop all',
        run: () => {
          this.#runner.stopAll();
        },
      });
    }
    if (running.length > 0) choices.push({ label: '', kind: QuickPickItemKind.Separator });
    choices.push({ label: '$(output) Show output', run: showOutput });
    const chosen = await window.showQuickPick(choices, { title: 'Rust Trace', placeHolder: 'Stop a trace' });
    chosen?.run?.();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #draw(): void {
    const running = this.#store.running();
    this.#setContext('rustTrace.isTracing', running.length > 0);
    this.#setContext(
      'rustTrace.isCountingOnly',
      running.some(session => session.isCountingOnly),
    );
    this.#setContext('rustTrace.hasTraces', !this.#store.isEmpty);
    if (running.length === 0) {
      this.#item.hide();
      return;
    }
    this.#item.text = `$(record) ${countText(running.length, 'trace')}`;
    const lines = running.map(
      session => `${escapeMarkdown(session.plan.functionName)}: ${escapeMarkdown(summary(session))}`,
    );
    this.#item.tooltip = new MarkdownString([...lines, 'Click to stop'].join('  \n'));
    this.#item.show();
  }

  #setContext(key: keyof ContextKeys, value: boolean): void {
    if (this.#contexts.get(key) === value) return;
    this.#contexts.set(key, value);
    void commands.executeCommand('setContext', key, value);
  }
}

function summary(session: TraceSession): string {
  return [
    ...countParts(session),
    recordingText(session),
    processText(session),
    rebuildText(session),
    stateText(session),
  ]
    .filter(part => part !== null)
    .join(' · ');
}
