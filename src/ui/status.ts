/** The status bar item while traces and counts run (`● 2 traces · 1 count`), and the choice behind it. Sets the context keys. */

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
import type { CountRunner } from '../session/countRunner.ts';
import type { CountSession } from '../session/countSession.ts';
import type { CountStore } from '../session/countStore.ts';
import type { SessionStore } from '../session/sessionStore.ts';
import type { TraceRunner } from '../session/traceRunner.ts';
import type { TraceSession } from '../session/traceSession.ts';
import { countText, rateText } from '../model/numberText.ts';
import { escapeMarkdown } from './markdownEscape.ts';
import type { Refresh } from './refresh.ts';
import { countParts, processText, rebuildText, recordingText, stateText } from './sessionText.ts';

interface Choice extends QuickPickItem {
  readonly run?: () => void;
}

export interface StatusParts {
  readonly store: SessionStore;
  readonly runner: TraceRunner;
  readonly counts: CountStore;
  readonly countRunner: CountRunner;
  readonly refresh: Refresh;
}

export class StatusFeature implements Disposable {
  readonly #store: SessionStore;
  readonly #runner: TraceRunner;
  readonly #counts: CountStore;
  readonly #countRunner: CountRunner;
  readonly #item = window.createStatusBarItem('rustTrace.traces', StatusBarAlignment.Left, 0);
  readonly #contexts = new Map<keyof ContextKeys, boolean>();
  readonly #subscriptions: Disposable;

  constructor({ store, runner, counts, countRunner, refresh }: StatusParts) {
    this.#store = store;
    this.#runner = runner;
    this.#counts = counts;
    this.#countRunner = countRunner;
    this.#item.name = 'Rust Trace';
    this.#item.command = COMMANDS.manageTraces;
    this.#subscriptions = Disposable.from(
      this.#item,
      refresh.onDraw(() => {
        this.#draw();
      }),
    );
  }

  /** Asks all traces and counts to end. */
  stopAll(): void {
    this.#runner.stopAll();
    this.#countRunner.stopAll();
  }

  /** Lets the person stop one trace or count or all, or look at the output. */
  async choose(showOutput: () => void): Promise<void> {
    const choices: Choice[] = [
      ...this.#store.running().map(session => ({
        label: `$(debug-stop) Stop ${session.plan.functionName}`,
        description: summary(session),
        run: () => {
          this.#runner.stop(session);
        },
      })),
      ...this.#counts.running().map(session => ({
        label: `$(debug-stop) Stop counting ${session.plan.title}`,
        description: countSummary(session),
        run: () => {
          this.#countRunner.stop(session);
        },
      })),
    ];
    if (choices.length > 1) {
      choices.push({
        label: '$(stop-circle) Stop all',
        run: () => {
          this.stopAll();
        },
      });
    }
    if (choices.length > 0) choices.push({ label: '', kind: QuickPickItemKind.Separator });
    choices.push({ label: '$(output) Show output', run: showOutput });
    const chosen = await window.showQuickPick(choices, { title: 'Rust Trace', placeHolder: 'Stop a trace or a count' });
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
    const counting = this.#counts.running();
    this.#setContext('rustTrace.isCounting', counting.length > 0);
    this.#setContext('rustTrace.hasCounts', this.#counts.all().length > 0);
    this.#setContext('rustTrace.isCountingPaused', counting[0]?.state.kind === 'paused');
    if (running.length + counting.length === 0) {
      this.#item.hide();
      return;
    }
    const numbers = [
      ...(running.length === 0 ? [] : [countText(running.length, 'trace')]),
      ...(counting.length === 0 ? [] : [countText(counting.length, 'count')]),
    ];
    this.#item.text = `$(record) ${numbers.join(' · ')}`;
    const lines = [
      ...running.map(session => `${session.plan.functionName}: ${summary(session)}`),
      ...counting.map(session => `${session.plan.title}: ${countSummary(session)}`),
    ].map(escapeMarkdown);
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

/** `312 functions · 12,345 calls · 1,200/s`. */
function countSummary({ plan, total, totalPerSecond, isTotalExact: isExact, hasReport, state }: CountSession): string {
  const rate = totalPerSecond ?? 0;
  return [
    countText(plan.functions.length, 'function'),
    ...(hasReport ? [countText(total, 'call', isExact)] : []),
    ...(rate === 0 ? [] : [`${isExact ? '' : '≥'}${rateText(rate)}/s`]),
    ...(state.kind === 'counting' ? [] : [COUNT_STATES[state.kind]]),
  ].join(' · ');
}

const COUNT_STATES: Readonly<Record<Exclude<CountSession['state']['kind'], 'counting'>, string>> = {
  idle: 'starting…',
  starting: 'starting…',
  authorising: 'waiting for the password…',
  paused: 'paused',
  stopping: 'stopping…',
  ended: 'stopped',
};
