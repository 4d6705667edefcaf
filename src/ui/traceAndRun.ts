/**
 * Trace & Run: the trace first, the program when every probe is in place, so that no call is missed.
 * The program runs as the person, in a task of its own; the trace it was started with ends shortly after it.
 */

import {
  ProcessExecution,
  Task,
  type TaskExecution,
  TaskPanelKind,
  TaskRevealKind,
  tasks,
  TaskScope,
  Uri,
  workspace,
} from 'vscode';
import type { Requests } from '../client/requests.ts';
import type { Artifact } from '../model/artifact.ts';
import { HumanError } from '../model/humanError.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import type { SessionStore } from '../session/sessionStore.ts';
import type { TraceRunner } from '../session/traceRunner.ts';
import type { TraceSession } from '../session/traceSession.ts';
import { offerFirstBuild } from './build.ts';
import { runArguments } from './settings.ts';
import type { Tracing } from './tracing.ts';

export class TraceAndRun {
  readonly #requests: Requests;
  readonly #store: SessionStore;
  readonly #runner: TraceRunner;
  readonly #tracing: Tracing;
  /** Programs that run under each trace that was started for them. */
  readonly #runs = new Map<TraceSession, number>();

  constructor(requests: Requests, store: SessionStore, runner: TraceRunner, tracing: Tracing) {
    this.#requests = requests;
    this.#store = store;
    this.#runner = runner;
    this.#tracing = tracing;
  }

  /**
   * Resolves when the program has ended. Several runs may be under way at once; a trace that ran before stays.
   * @throws HumanError when there is no program, or nothing to trace in it.
   */
  async run(fn: RustFunction): Promise<void> {
    if (workspace.workspaceFolders === undefined) {
      // VS Code starts no terminal elsewhere than in the home folder then.
      throw new HumanError({
        message: 'A program can be run only in a window with a folder.',
        advice: 'Open the folder of its package, or click Trace and run the program yourself.',
      });
    }
    const cwd = await this.#workingDirectory(fn.file);
    if (cwd === null) return;
    const before = this.#store.get(fn);
    const session = await this.#tracing.traceNewest(fn);
    if (session === null) return;
    const task = programTask(session.plan.artifact, cwd, fn.file);
    const runs = this.#runs.get(session) ?? 0;
    const isOurs = runs > 0 || session !== before;
    if (isOurs) this.#runs.set(session, runs + 1);
    try {
      if (!(await isAttached(session))) return;
      await runToEnd(task);
    } finally {
      if (isOurs) this.#endRun(session);
    }
  }

  /** The last run of a trace that was started for it ends it. */
  #endRun(session: TraceSession): void {
    const runs = (this.#runs.get(session) ?? 1) - 1;
    if (runs > 0) {
      this.#runs.set(session, runs);
      return;
    }
    this.#runs.delete(session);
    this.#runner.stop(session);
  }

  /** Where the program is to run; null when the person decided against building it. */
  async #workingDirectory(file: string): Promise<string | null> {
    const answer = await this.#requests.program(file);
    switch (answer.kind) {
      case 'program':
        return answer.cwd;
      case 'notBuilt': {
        if (!(await offerFirstBuild(this.#requests, answer.message, answer.build))) return null;
        const built = await this.#requests.program(file);
        if (built.kind === 'program') return built.cwd;
        throw new HumanError(built.kind === 'none' ? built.reason : { message: built.message });
      }
      case 'none':
        throw new HumanError(answer.reason);
    }
  }
}

let lastRun = 0;

/** Resolves with true when every probe is in place, with false when the trace has ended before. */
function isAttached(session: TraceSession): Promise<boolean> {
  return new Promise(resolve => {
    const check = (): void => {
      const { kind } = session.state;
      if (kind !== 'attached' && kind !== 'ended' && kind !== 'stopping') return;
      unsubscribe();
      resolve(kind === 'attached');
    };
    const unsubscribe = session.onDidChange(check);
    check();
  });
}

/** The traced file itself is run, whatever the package's program is: the probes are in that file. */
function programTask(artifact: Artifact, cwd: string, file: string): Task {
  if (artifact.kind === 'cdylib' || artifact.kind === 'dylib') {
    throw new HumanError({
      message: `The function is in the library ${artifact.targetName}, which does not run by itself.`,
      advice: 'The trace is running: start the program that loads it.',
    });
  }
  const uri = Uri.file(file);
  const task = new Task(
    // A number of its own makes each run another task: the editor would ask which of two equal ones to end.
    { type: 'process', program: artifact.path, run: ++lastRun },
    workspace.getWorkspaceFolder(uri) ?? TaskScope.Global,
    `run ${artifact.targetName}`,
    'Rust Trace',
    new ProcessExecution(artifact.path, [...runArguments(uri)], { cwd }),
  );
  task.problemMatchers = [];
  task.presentationOptions = {
    reveal: TaskRevealKind.Always,
    panel: TaskPanelKind.Shared,
    focus: false,
    showReuseMessage: false,
  };
  return task;
}

async function runToEnd(task: Task): Promise<void> {
  let execution: TaskExecution | null = null;
  const ended = new Set<TaskExecution>();
  await new Promise<void>((resolve, reject) => {
    // Listening begins before the start: a program may be over before the start is reported.
    const subscription = tasks.onDidEndTask(event => {
      ended.add(event.execution);
      finish();
    });
    const finish = (): void => {
      if (execution === null || !ended.has(execution)) return;
      subscription.dispose();
      resolve();
    };
    tasks.executeTask(task).then(
      started => {
        execution = started;
        finish();
      },
      (error: unknown) => {
        subscription.dispose();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
