/** Hits of each instance of a function. Builds change symbols and offsets; an instance keeps its count by `instanceKey`. */

import { type FunctionInstance, instanceKey } from '../model/functionInstance.ts';
import type { ProbePlan } from '../model/probePlan.ts';

export interface InstanceCount {
  /** As it is in the newest build that has it. */
  readonly instance: FunctionInstance;
  readonly hits: number;
}

type Entry = { -readonly [Key in keyof InstanceCount]: InstanceCount[Key] };

export class InstanceCounts {
  readonly #entries = new Map<string, Entry>();
  /** The entries of a plan in the order of its probes, so that a hit costs no more than a look. */
  readonly #byPlan = new WeakMap<ProbePlan, readonly Entry[]>();

  /** Takes the instances of a new build in. */
  take(plan: ProbePlan): void {
    this.#byPlan.set(
      plan,
      plan.probes.map(({ instance }) => {
        const key = instanceKey(instance);
        const entry = this.#entries.get(key) ?? { instance, hits: 0 };
        entry.instance = instance;
        this.#entries.set(key, entry);
        return entry;
      }),
    );
  }

  add(plan: ProbePlan, probe: number): void {
    if (!this.#byPlan.has(plan)) this.take(plan);
    const entry = this.#byPlan.get(plan)?.[probe];
    if (entry !== undefined) entry.hits++;
  }

  /** The busiest first; instances that are in no new build any more are among them once they had hits. */
  list(current: ProbePlan): InstanceCount[] {
    const present = new Set(this.#byPlan.get(current));
    return [...this.#entries.values()]
      .filter(entry => entry.hits > 0 || present.has(entry))
      .sort((a, b) => b.hits - a.hits);
  }
}
