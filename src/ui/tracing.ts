/** What a click on Trace does: plan (and build) first, then the trace as a task. Shared by the lens, the palette and Trace & Run. */

import { tasks } from 'vscode';
import type { Requests } from '../client/requests.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import { isSameBuild } from '../session/artifactWatch.ts';
import { functionKey } from '../session/locate.ts';
import type { SessionStore } from '../session/sessionStore.ts';
import type { TraceRunner } from '../session/traceRunner.ts';
import type { TraceSession } from '../session/traceSession.ts';
import { planWithBuild } from './buildOffer.ts';
import type { TraceTasks } from './task.ts';

export class Tracing {
  readonly #requests: Requests;
  readonly #store: SessionStore;
  readonly #runner: TraceRunner;
  readonly #tasks: TraceTasks;
  /** Functions that are being planned, so that a second click is no second trace. */
  readonly #planning = new Set<string>();

  constructor(requests: Requests, store: SessionStore, runner: TraceRunner, traceTasks: TraceTasks) {
    this.#requests = requests;
    this.#store = store;
    this.#runner = runner;
    this.#tasks = traceTasks;
  }

  /**
   * The function's trace: the one that runs, or a new one; null when the person decided against it.
   * @throws HumanError when it cannot be traced.
   */
  async trace(fn: RustFunction): Promise<TraceSession | null> {
    const running = this.#store.get(fn);
    return running?.isRunning === true ? running : this.traceNewest(fn);
  }

  /**
   * The function's trace in the newest build, which is offered to be made if need be: a trace of an older build ends.
   * Null when the person decided against it, or while an earlier click is still being worked on.
   * @throws HumanError when it cannot be traced.
   */
  async traceNewest(fn: RustFunction): Promise<TraceSession | null> {
    const key = functionKey(fn);
    if (this.#planning.has(key)) return null;
    this.#planning.add(key);
    try {
      // A question soon hides among the notifications: a click meanwhile asks it anew, and the editor drops the older one.
      const plan = await planWithBuild(this.#requests, fn, async question => {
        this.#planning.delete(key);
        const answer = await question();
        this.#planning.add(key);
        return answer;
      });
      if (plan === null) return null;
      const running = this.#store.get(fn);
      if (running?.isRunning === true) {
        if (isSameBuild(running.plan.artifact, plan.artifact) && running.state.kind !== 'stopping') return running;
        await this.#runner.stopAndWait(running);
      }
      const { task, terminal } = this.#tasks.forPlan({ function: fn, plan });
      await tasks.executeTask(task);
      return await terminal.started;
    } finally {
      this.#planning.delete(key);
    }
  }
}
