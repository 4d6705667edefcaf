/**
 * The task type `rust-trace`: a trace as a VS Code task, from the lens or from tasks.json
 * (`{ "type": "rust-trace", "file": "src/main.rs", "function": "Counter::bump" }`); with `"process": 1234` in one process, with
 * `"when": "a > 10"` calls for which that holds alone.
 */

import path from 'node:path';
import {
  CustomExecution,
  type Disposable,
  Task,
  type TaskDefinition,
  TaskPanelKind,
  type TaskProvider,
  TaskRevealKind,
  TaskScope,
  tasks,
  Uri,
  workspace,
  type WorkspaceFolder,
} from 'vscode';
import type { DocumentFunctions } from '../client/documentFunctions.ts';
import { TASK_TYPE } from '../contributions.ts';
import { HumanError } from '../model/humanError.ts';
import type { TraceRunner } from '../session/traceRunner.ts';
import type { PlannedTrace, Planner } from './planner.ts';
import { TraceTerminal } from './traceTerminal.ts';

const SOURCE = 'Rust Trace';

export class TraceTasks implements TaskProvider, Disposable {
  readonly #runner: TraceRunner;
  readonly #planner: Planner;
  readonly #functions: DocumentFunctions;
  readonly #registration: Disposable;

  constructor(runner: TraceRunner, planner: Planner, functions: DocumentFunctions) {
    this.#runner = runner;
    this.#planner = planner;
    this.#functions = functions;
    this.#registration = tasks.registerTaskProvider(TASK_TYPE, this);
  }

  /** A task for what has been planned just now, with the terminal it will open in. Run again later, it plans anew. */
  forPlan(planned: PlannedTrace): { readonly task: Task; readonly terminal: TraceTerminal } {
    const { function: fn, plan, options } = planned;
    const { process: pid } = plan;
    const { condition } = options;
    const terminal = new TraceTerminal(this.#runner, () => Promise.resolve(planned));
    let isFresh = true;
    const execution = new CustomExecution(() => {
      if (!isFresh) return Promise.resolve(this.#terminalFor(fn.file, fn.path, pid, condition));
      isFresh = false;
      return Promise.resolve(terminal);
    });
    const which = { ...(pid === null ? {} : { process: pid }), ...(condition === null ? {} : { when: condition }) };
    const definition: TaskDefinition = { type: TASK_TYPE, file: fn.file, function: fn.path, ...which };
    const name = pid === null ? plan.functionName : `${plan.functionName} in process ${pid}`;
    const scope = workspace.getWorkspaceFolder(Uri.file(fn.file)) ?? TaskScope.Global;
    return {
      task: inBackground(withoutProblems(new Task(definition, scope, name, SOURCE, execution))),
      terminal,
    };
  }

  /** Traces are started from lenses; there is no list of all functions to offer. */
  provideTasks(): Task[] {
    return [];
  }

  resolveTask(task: Task): Task {
    const scope = task.scope ?? TaskScope.Workspace;
    const folder = typeof scope === 'object' ? scope : null;
    const execution = new CustomExecution(resolved => {
      const { file, function: functionPath, process: pid, when } = resolved as Readonly<Record<string, unknown>>;
      return Promise.resolve(
        typeof file === 'string' && typeof functionPath === 'string'
          ? this.#terminalFor(
              absolutePath(file, folder),
              functionPath,
              typeof pid === 'number' ? pid : null,
              typeof when === 'string' && when.trim() !== '' ? when : null,
            )
          : new TraceTerminal(this.#runner, () => Promise.reject(incomplete())),
      );
    });
    // The definition must stay the very object: the editor recognises the task by it.
    return withoutProblems(new Task(task.definition, scope, task.name, SOURCE, execution));
  }

  dispose(): void {
    this.#registration.dispose();
  }

  #terminalFor(file: string, functionPath: string, pid: number | null, condition: string | null): TraceTerminal {
    return new TraceTerminal(this.#runner, async () => {
      const fn = (await this.#functions.read(file)).find(each => each.path === functionPath);
      if (fn === undefined) {
        throw new HumanError({
          message: `There is no function ${functionPath} in ${file}.`,
          advice: 'Write its path inside the file, e.g. `Counter::bump` for a method of Counter.',
        });
      }
      return pid === null ? this.#planner.plan(fn, { condition }) : this.#planner.planIn(pid, fn, condition);
    });
  }
}

/** Ends when it is stopped; and has no problems to look for, or the editor would ask the person which. */
function withoutProblems(task: Task): Task {
  task.isBackground = true;
  task.problemMatchers = [];
  return task;
}

/** A click on a lens is no reason to take the focus or to open the panel; each function keeps a terminal of its own. */
function inBackground(task: Task): Task {
  task.presentationOptions = {
    reveal: TaskRevealKind.Silent,
    panel: TaskPanelKind.Dedicated,
    echo: false,
    focus: false,
    clear: true,
    showReuseMessage: false,
  };
  return task;
}

function absolutePath(file: string, folder: WorkspaceFolder | null): string {
  const base = folder ?? workspace.workspaceFolders?.[0];
  return path.isAbsolute(file) || base === undefined ? file : path.join(base.uri.fsPath, file);
}

function incomplete(): HumanError {
  return new HumanError({
    message: 'The task names no function to trace.',
    advice: 'Give it "file" and "function" in tasks.json.',
  });
}
