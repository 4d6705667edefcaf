/** The commands of the palette, the lenses and the hover's links. Each is one line to a feature; whatever fails is shown. */

import { commands, Disposable, env, type OutputChannel, window } from 'vscode';
import type { DocumentFunctions } from '../client/documentFunctions.ts';
import type { ServerClient } from '../client/serverClient.ts';
import { COMMANDS, type CommandId } from '../contributions.ts';
import { HumanError } from '../model/humanError.ts';
import type { CountRunner } from '../session/countRunner.ts';
import type { CountStore } from '../session/countStore.ts';
import type { SessionStore } from '../session/sessionStore.ts';
import type { TraceRunner } from '../session/traceRunner.ts';
import type { TraceSession } from '../session/traceSession.ts';
import type { ArtifactChoice } from './artifactChoice.ts';
import type { AttachFeature } from './attach.ts';
import { showError } from './errors.ts';
import { asReference, targetFunction, targetFunctionOrMain } from './functionTarget.ts';
import type { OutputFeature } from './output.ts';
import type { SetupPage } from './setupPage.ts';
import type { StatusFeature } from './status.ts';
import type { TraceAndRun } from './traceAndRun.ts';
import type { CountMatching } from './counting/countMatching.ts';
import type { Counting } from './counting/counting.ts';
import { targetWorkspace } from './counting/countTarget.ts';
import { countCommands } from './countsView/countCommands.ts';
import type { CountsView } from './countsView/countsView.ts';
import { clearCounts } from './counting/clearCounts.ts';
import { chooseWayToTrace } from './traceMore.ts';
import type { TraceWhen } from './traceWhen.ts';
import type { TraceWith } from './traceWith.ts';
import type { Tracing } from './tracing.ts';

export interface CommandParts {
  readonly client: ServerClient;
  readonly functions: DocumentFunctions;
  readonly store: SessionStore;
  readonly runner: TraceRunner;
  readonly tracing: Tracing;
  readonly traceAndRun: TraceAndRun;
  readonly attach: AttachFeature;
  readonly traceWhen: TraceWhen;
  readonly traceWith: TraceWith;
  readonly counts: CountStore;
  readonly countRunner: CountRunner;
  readonly countsView: CountsView;
  readonly counting: Counting;
  readonly countMatching: CountMatching;
  readonly choice: ArtifactChoice;
  readonly output: OutputFeature;
  readonly setup: SetupPage;
  readonly status: StatusFeature;
  readonly serverLog: OutputChannel;
}

type Handler = (argument: unknown) => unknown;

export function registerCommands(parts: CommandParts): Disposable {
  const { functions, store, runner, tracing, traceAndRun, attach, counting, choice, output, setup, status, serverLog } =
    parts;
  const showOutput = (): void => {
    output.show();
  };
  const handlers: Readonly<Record<CommandId, Handler>> = {
    [COMMANDS.trace]: async argument => tracing.trace(await targetFunction(functions, argument)),
    [COMMANDS.buildAndTrace]: async argument => tracing.buildAndTrace(await targetFunction(functions, argument)),
    [COMMANDS.traceAndRun]: async argument => traceAndRun.run(await targetFunctionOrMain(functions, argument)),
    [COMMANDS.attachToProcess]: async argument => attach.attach(await targetFunction(functions, argument)),
    [COMMANDS.traceWhen]: async argument => parts.traceWhen.trace(await targetFunction(functions, argument)),
    [COMMANDS.traceWith]: async argument => parts.traceWith.trace(await targetFunction(functions, argument)),
    [COMMANDS.traceMore]: async argument => chooseWayToTrace(await targetFunction(functions, argument)),
    [COMMANDS.stop]: async argument => {
      const session = await targetSession(parts, argument);
      if (session !== null) runner.stop(session);
      else await status.choose(showOutput);
    },
    [COMMANDS.stopAll]: () => {
      status.stopAll();
    },
    [COMMANDS.recordAll]: argument => {
      const reference = asReference(argument);
      const sessions = reference === null ? store.running() : [store.get(reference)];
      for (const session of sessions) if (session !== null) runner.recordAll(session);
    },
    [COMMANDS.clear]: argument => {
      const reference = asReference(argument);
      store.clear(reference ?? undefined);
      if (reference === null) clearCounts(parts.counts);
    },
    [COMMANDS.countMatching]: async argument => {
      const from = asReference(argument)?.file ?? (await targetWorkspace());
      if (from !== null) await parts.countMatching.ask(from);
    },
    [COMMANDS.countFile]: argument => counting.countFile(argument),
    [COMMANDS.countModule]: argument => counting.countModule(argument),
    [COMMANDS.countCallees]: argument => counting.countCallees(argument),
    [COMMANDS.countAgain]: id => counting.countAgain(id),
    ...countCommands({ store: parts.counts, runner: parts.countRunner, view: parts.countsView }),
    [COMMANDS.showOutput]: showOutput,
    [COMMANDS.copyCommand]: async argument => {
      const reference = asReference(argument) ?? (await targetFunction(functions, undefined));
      await copyCommand(store.get(reference));
    },
    [COMMANDS.chooseArtifact]: () => choice.choose(),
    [COMMANDS.restartServer]: () => parts.client.restart(),
    [COMMANDS.manageTraces]: () => status.choose(showOutput),
    [COMMANDS.explainTrust]: explainTrust,
    [COMMANDS.checkSetup]: () => setup.check(),
    [COMMANDS.runSelfTest]: () => setup.runSelfTest(),
    [COMMANDS.copySetupReport]: () => setup.copyReport(),
    [COMMANDS.typeSetupFix]: id => {
      setup.typeFix(id);
    },
  };
  return Disposable.from(
    ...Object.entries(handlers).map(([id, handler]) => {
      return commands.registerCommand(id, async (argument: unknown) => {
        try {
          await handler(argument);
        } catch (error) {
          showError(error, { log: serverLog });
        }
      });
    }),
  );
}

/** The running trace that Stop means: the argument's, the only one, or the one at the cursor; null when that leaves a choice. */
async function targetSession({ store, functions }: CommandParts, argument: unknown): Promise<TraceSession | null> {
  const reference = asReference(argument);
  if (reference !== null) return store.get(reference);
  const running = store.running();
  if (running.length === 1) return running[0] ?? null;
  try {
    const session = store.get(await targetFunction(functions, undefined));
    return session?.isRunning === true ? session : null;
  } catch {
    return null;
  }
}

async function copyCommand(session: TraceSession | null): Promise<void> {
  const command = session?.command ?? null;
  if (command === null)
    throw new HumanError({ message: 'This function has not been traced yet, so there is no command to copy.' });
  await env.clipboard.writeText(command);
  window.setStatusBarMessage('$(check) Trace command copied', 3000);
}

async function explainTrust(): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const message =
    'Tracing is off in Restricted Mode: it asks cargo, builds, and attaches to programs of this workspace.';
  if ((await window.showInformationMessage(message, manage)) === manage) {
    await commands.executeCommand('workbench.trust.manage');
  }
}
