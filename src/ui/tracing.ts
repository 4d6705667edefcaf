/** What a click on Trace does: plan (and build) first, then the trace as a task. Shared by the lens, the palette and Trace & Run. */

import { isDeepStrictEqual } from 'node:util';
import type { DocumentFunctions } from '../client/documentFunctions.ts';
import { isSameArtifact } from '../model/artifact.ts';
import { HumanError } from '../model/humanError.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import { isSameBuild } from '../session/artifactWatch.ts';
import { functionKey } from '../session/locate.ts';
import type { SessionStore } from '../session/sessionStore.ts';
import type { TraceRunner } from '../session/traceRunner.ts';
import type { TraceSession } from '../session/traceSession.ts';
import type { PlannedTrace, Planner, PlanningOptions } from './planner.ts';
import { startTask } from './startTask.ts';
import type { TraceTasks } from './task.ts';

export class Tracing {
  readonly #planner: Planner;
  readonly #functions: DocumentFunctions;
  readonly #store: SessionStore;
  readonly #runner: TraceRunner;
  readonly #tasks: TraceTasks;
  /** Functions that are being planned, so that a second click is no second trace. */
  readonly #planning = new Set<string>();

  constructor(
    planner: Planner,
    functions: DocumentFunctions,
    store: SessionStore,
    runner: TraceRunner,
    traceTasks: TraceTasks,
  ) {
    this.#planner = planner;
    this.#functions = functions;
    this.#store = store;
    this.#runner = runner;
    this.#tasks = traceTasks;
  }

  /**
   * The function's trace: the one that runs, or a new one; null when the person decided against it.
   * @throws HumanError when it cannot be traced.
   */
  async trace(fn: RustFunction): Promise<TraceSession | null> {
    return (await this.#runningTrace(fn)) ?? this.traceNewest(fn);
  }

  /** The same after a build. */
  async buildAndTrace(fn: RustFunction): Promise<TraceSession | null> {
    return (await this.#runningTrace(fn)) ?? this.traceNewest(fn, { buildsFirst: true });
  }

  /**
   * The function's trace in the newest build, which is offered to be made if need be: a trace that runs is moved to it.
   * Null when the person decided against it, or while an earlier click is still being worked on.
   * @throws HumanError when it cannot be traced.
   */
  async traceNewest(fn: RustFunction, options: PlanningOptions = {}): Promise<TraceSession | null> {
    const key = functionKey(fn);
    if (this.#planning.has(key)) return null;
    this.#planning.add(key);
    try {
      // A question soon hides among the notifications: a click meanwhile asks it anew, and the editor drops the older one.
      const ask: PlanningOptions['ask'] = async question => {
        this.#planning.delete(key);
        const answer = await question();
        this.#planning.add(key);
        return answer;
      };
      // A trace that is moved to a new build keeps its condition.
      const running = this.#store.get(fn);
      const { condition = running?.isRunning === true ? running.options.condition : null } = options;
      const planned = await this.#planner.plan(fn, { ...options, condition, ask });
      return planned === null ? null : await this.#start(planned);
    } finally {
      this.#planning.delete(key);
    }
  }

  /**
   * The function's trace in one process alone, in place of any other of it; null while an earlier click is still being
   * worked on. @throws HumanError when it cannot be traced.
   */
  async traceProcess(fn: RustFunction, pid: number): Promise<TraceSession | null> {
    const key = functionKey(fn);
    if (this.#planning.has(key)) return null;
    this.#planning.add(key);
    try {
      return await this.#start(await this.#planner.planIn(pid, fn));
    } finally {
      this.#planning.delete(key);
    }
  }

  /** The trace that runs, where it is the plan's or can be moved there; else a new one in its place. */
  async #start(planned: PlannedTrace): Promise<TraceSession | null> {
    const running = await this.#runningTrace(planned.function);
    if (running !== null) {
      if (await this.#isMoved(running, planned)) return running;
      await this.#runner.stopAndWait(running);
    }
    const { task, terminal } = this.#tasks.forPlan(planned);
    return startTask(task, terminal);
  }

  /** Whether a trace that runs reads what is planned, and is in the plan's build now. @throws HumanError when that cannot be attached. */
  async #isMoved(running: TraceSession, { plan, options }: PlannedTrace): Promise<boolean> {
    if (!isDeepStrictEqual(running.options, options)) return false;
    const [before, after] = [running.plan.running, plan.running];
    const isOfSameProcesses = before?.pid === after?.pid && before?.startTicks === after?.startTicks;
    if (running.state.kind === 'stopping' || !isOfSameProcesses) return false;
    if (isSameBuild(running.plan.artifact, plan.artifact)) return true;
    if (
      after !== undefined ||
      running.state.kind !== 'attached' ||
      !isSameArtifact(running.plan.artifact, plan.artifact)
    )
      return false;
    await this.#runner.reattach(running, plan);
    return running.isRunning;
  }

  /** @throws HumanError when what runs is the trace of a namesake in the same file (`#[cfg]` twins): there is one a path. */
  async #runningTrace(fn: RustFunction): Promise<TraceSession | null> {
    const running = this.#store.get(fn);
    if (running?.isRunning !== true) return null;
    const all = await this.#functions.read(fn.file);
    if (all.filter(each => each.path === fn.path).length < 2) return running;
    const { line0 } = fn.nameRange.start;
    const traced = [...this.#store.byFunction(all)].find(([, session]) => session === running)?.[0];
    if (traced === undefined || traced.nameRange.start.line0 === line0) return running;
    throw new HumanError({
      message: `Another function ${fn.path} of this file is being traced.`,
      advice: 'Stop that trace first.',
    });
  }
}
