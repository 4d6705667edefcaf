/**
 * The composition root: makes the parts, hands them to each other, and ends them in order.
 * `activate` is synchronous; the server starts beside it and the tracer is loaded at the first trace.
 */

import { Disposable, type ExtensionContext, Uri, window } from 'vscode';
import { DocumentFunctions } from './client/documentFunctions.ts';
import { Requests } from './client/requests.ts';
import { ServerClient } from './client/serverClient.ts';
import { HumanError } from './model/humanError.ts';
import { CountRunner } from './session/countRunner.ts';
import { CountStore } from './session/countStore.ts';
import { SessionStore } from './session/sessionStore.ts';
import { TraceRunner } from './session/traceRunner.ts';
import { WallClock } from './session/wallClock.ts';
import type { Counter, Tracer } from './tracer/tracer.ts';
import { Turns } from './tracer/turns.ts';
import { ArtifactChoice } from './ui/artifactChoice.ts';
import { ArtifactMemory } from './ui/artifactMemory.ts';
import { askPassword } from './ui/askPassword.ts';
import { AttachFeature } from './ui/attach.ts';
import { CaptureChoices } from './ui/captureChoices.ts';
import { CaptureMemory } from './ui/captureMemory.ts';
import { CountLog } from './ui/counting/countLog.ts';
import { CountMatching } from './ui/counting/countMatching.ts';
import { CountMemory } from './ui/counting/countMemory.ts';
import { Counting } from './ui/counting/counting.ts';
import { CountPlanner } from './ui/counting/countPlanner.ts';
import { CountsInText } from './ui/counting/countsInText.ts';
import { HeatGutter } from './ui/counting/heatGutter.ts';
import { CountsView } from './ui/countsView/countsView.ts';
import { registerCommands } from './ui/commands.ts';
import { showError } from './ui/errors.ts';
import { showFailures } from './ui/failures.ts';
import { HoverFeature } from './ui/hover.ts';
import { InlineFeature } from './ui/inline.ts';
import { LensFeature } from './ui/lens.ts';
import { OutputFeature } from './ui/output.ts';
import { Planner } from './ui/planner.ts';
import { Refresh } from './ui/refresh.ts';
import { bccFunccountPath, bccTracePath, traceLimits, tracerChoice } from './ui/settings.ts';
import { SetupPage } from './ui/setupPage.ts';
import { StatusFeature } from './ui/status.ts';
import { TraceTasks } from './ui/task.ts';
import { TraceAndRun } from './ui/traceAndRun.ts';
import { silenceOf, traceQuestions } from './ui/traceQuestions.ts';
import { TraceWhen } from './ui/traceWhen.ts';
import { TraceWith } from './ui/traceWith.ts';
import { Tracing } from './ui/tracing.ts';

/** Ends what outlives a `dispose`: the server and the tracers. Set while the extension is active. */
let shutDown: (() => Promise<void>) | null = null;

export function activate(context: ExtensionContext): void {
  const serverLog = window.createOutputChannel('Rust Trace Server', { log: true });
  const client = new ServerClient(context.asAbsolutePath('dist/server.js'), serverLog);
  const requests = new Requests(client);
  const functions = new DocumentFunctions(requests, client);

  const store = new SessionStore();
  const clocks = { wall: new WallClock(), nowMs: () => performance.now() };
  const questions = traceQuestions(requests, functions, store);
  const runner = new TraceRunner({ store, loadTracer, clocks, questions });

  const counts = new CountStore();
  const countRunner = new CountRunner({ store: counts, loadCounter, clocks, silence: silenceOf(requests) });
  const countsInText = new CountsInText(counts);

  const refresh = new Refresh(store, counts);
  const output = new OutputFeature(runner);
  const setup = new SetupPage(privilege);
  const status = new StatusFeature({ store, runner, counts, countRunner, refresh });
  const choice = new ArtifactChoice(requests, new ArtifactMemory(context.workspaceState));
  const captures = new CaptureChoices(new CaptureMemory(context.workspaceState));
  const planner = new Planner(requests, functions, choice, captures, store);
  const traceTasks = new TraceTasks(runner, planner, functions);
  const tracing = new Tracing(planner, functions, store, runner, traceTasks);
  const attach = new AttachFeature(requests, tracing);
  const countsView = new CountsView({
    store: counts,
    functions,
    extensionUri: context.extensionUri,
    onError: error => {
      showError(error, { log: serverLog });
    },
  });
  const counting = new Counting(
    new CountPlanner(requests, functions),
    functions,
    choice,
    counts,
    countRunner,
    countsView,
  );
  const traceAndRun = new TraceAndRun(requests, store, runner, tracing);

  context.subscriptions.push(
    Disposable.from(
      traceTasks,
      new LensFeature(functions, store, refresh),
      new InlineFeature(functions, store, countsInText, refresh),
      new HeatGutter(functions, countsInText, refresh, Uri.joinPath(context.extensionUri, 'media')),
      new HoverFeature(functions, store, countsInText),
      registerCommands({
        client,
        functions,
        store,
        runner,
        tracing,
        traceAndRun,
        attach,
        traceWhen: new TraceWhen(requests, planner, captures.memory, tracing),
        traceWith: new TraceWith(requests, choice, captures, tracing),
        counts,
        countRunner,
        countsView,
        counting,
        countMatching: new CountMatching(requests, choice, new CountMemory(context.workspaceState), counting),
        choice,
        output,
        setup,
        status,
        serverLog,
      }),
      choice,
      status,
      output,
      setup,
      countsView,
      refresh,
      new Disposable(showFailures(runner, output.channel)),
      new CountLog({
        store: counts,
        write: line => {
          output.write(line);
        },
        onFailure: error => {
          showError(new HumanError(error), { log: output.channel });
        },
      }),
      functions,
      client,
      serverLog,
    ),
  );
  shutDown = async () => {
    await Promise.all([runner.dispose(), countRunner.dispose(), client.stop()]);
  };
  client.start().catch((error: unknown) => {
    showError(error, { log: serverLog });
  });
}

/** Resolves when no tracer and no server is left. */
export async function deactivate(): Promise<void> {
  await shutDown?.();
  shutDown = null;
}

/** Of this window: whatever becomes root, one after the other. */
const privilege = { askPassword, turns: new Turns() };

let tracer: Pick<Tracer, 'start'> | null = null;

/** One for all traces; a setting that has changed holds for the next trace. */
async function loadTracer(): Promise<Pick<Tracer, 'start'>> {
  const { createMachineTracer } = await import('./tracer/machineTracer.ts');
  return (tracer ??= createMachineTracer({ ...privilege, limits: traceLimits, prefer: tracerChoice, bccTracePath }));
}

let counter: Pick<Counter, 'start'> | null = null;

/** The same for all counts. */
async function loadCounter(): Promise<Pick<Counter, 'start'>> {
  const { createMachineCounter } = await import('./tracer/machineCounter.ts');
  return (counter ??= createMachineCounter({
    ...privilege,
    limits: traceLimits,
    prefer: tracerChoice,
    bccFunccountPath,
  }));
}
