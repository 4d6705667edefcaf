/**
 * Hits of each instance of a function, through all builds. Builds change symbols and offsets, and edits the lines of
 * calls: an instance is known by its names, and inlined copies in one caller by the order of their calls.
 */

import type { FunctionInstance } from '../model/functionInstance.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import { CallEnds } from './callEnds.ts';
import type { CallOutcome } from './callOutcome.ts';

export interface InstanceCount {
  /** As it is in the newest build that has it. */
  readonly instance: FunctionInstance;
  readonly hits: number;
  /** How its recorded calls ended. */
  readonly ends: CallEnds;
}

type Entry = { -readonly [Key in keyof InstanceCount]: InstanceCount[Key] };

export class InstanceCounts {
  readonly #entries = new Map<string, Entry>();
  /** The entries of a plan in the order of its probes, so that a hit costs no more than a look. */
  readonly #byPlan = new WeakMap<ProbePlan, readonly Entry[]>();

  /** Takes the instances of a new build in. */
  take(plan: ProbePlan): void {
    const instances = plan.probes.map(({ instance }) => instance);
    const lines = callLines(instances);
    this.#byPlan.set(
      plan,
      instances.map(instance => {
        const group = groupKey(instance);
        const key = JSON.stringify([group, lines.get(group)?.indexOf(instance.inlined?.callLine1 ?? 0)]);
        const entry = this.#entries.get(key) ?? { instance, hits: 0, ends: new CallEnds() };
        entry.instance = instance;
        this.#entries.set(key, entry);
        return entry;
      }),
    );
  }

  add(plan: ProbePlan, probe: number, hits: number): void {
    const entry = this.#entryOf(plan, probe);
    if (entry !== undefined) entry.hits += hits;
  }

  /** A recorded call has ended. */
  end(plan: ProbePlan, outcome: CallOutcome): void {
    this.#entryOf(plan, outcome.hit.probe)?.ends.add(outcome);
  }

  /** The busiest first; instances that are in no new build any more are among them once they had hits. */
  list(current: ProbePlan): InstanceCount[] {
    const present = new Set(this.#byPlan.get(current));
    return [...this.#entries.values()]
      .filter(entry => entry.hits > 0 || present.has(entry))
      .sort((a, b) => b.hits - a.hits);
  }

  #entryOf(plan: ProbePlan, probe: number): Entry | undefined {
    if (!this.#byPlan.has(plan)) this.take(plan);
    return this.#byPlan.get(plan)?.[probe];
  }
}

/** What the copies of a function in one caller have in common. */
function groupKey({ demangled, kind, inlined }: FunctionInstance): string {
  return JSON.stringify([demangled, kind, inlined?.caller]);
}

/** The lines of the calls in each group, ascending, each once. */
function callLines(instances: readonly FunctionInstance[]): Map<string, number[]> {
  const lines = new Map<string, number[]>();
  for (const instance of instances) {
    const line1 = instance.inlined?.callLine1 ?? 0;
    const group = groupKey(instance);
    lines.set(
      group,
      [...new Set([...(lines.get(group) ?? []), line1])].sort((a, b) => a - b),
    );
  }
  return lines;
}
