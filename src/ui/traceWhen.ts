/** The command `rustTrace.traceWhen`: asks for a condition, says what is wrong with it while it is written, and traces. */

import { window } from 'vscode';
import type { Requests } from '../client/requests.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import type { CaptureMemory } from './captureMemory.ts';
import { problemText } from './conditionText.ts';
import type { Planner } from './planner.ts';
import type { Tracing } from './tracing.ts';

export class TraceWhen {
  readonly #requests: Requests;
  readonly #planner: Planner;
  readonly #memory: CaptureMemory;
  readonly #tracing: Tracing;

  constructor(requests: Requests, planner: Planner, memory: CaptureMemory, tracing: Tracing) {
    this.#requests = requests;
    this.#planner = planner;
    this.#memory = memory;
    this.#tracing = tracing;
  }

  /** Resolves when the trace is on its way, or nothing was written. @throws HumanError when it cannot be traced. */
  async trace(fn: RustFunction): Promise<void> {
    // It is looked for while the person reads; what is not built yet is offered to be built afterwards.
    const plan = this.#planner.preview(fn);
    const text = await window.showInputBox({
      title: `Trace ${fn.path} when…`,
      prompt: 'Only calls for which this holds are traced. Empty: every call.',
      placeHolder: 'a > 10 && name == "alpha"',
      value: this.#memory.get(fn).condition ?? '',
      ignoreFocusOut: true,
      validateInput: async condition => this.#validate(await plan, condition),
    });
    if (text === undefined) return;
    const condition = text.trim() === '' ? null : text;
    if (condition !== null) await this.#memory.set(fn, { condition });
    await this.#tracing.traceNewest(fn, { condition });
  }

  async #validate(plan: ProbePlan | null, condition: string): Promise<string | null> {
    if (plan === null || condition.trim() === '') return null;
    const problem = await this.#requests.checkCondition(plan, condition);
    return problem === null ? null : problemText(condition, problem);
  }
}
