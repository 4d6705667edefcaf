/** How recorded calls ended, in numbers: how many in which way, and how long those took that returned. */

import type { ProbePlan } from '../model/probePlan.ts';
import type { CallOutcome } from './callOutcome.ts';
import { Latency } from './latency.ts';

export class CallEnds {
  /** Of calls that returned themselves. */
  readonly latency = new Latency();
  tailCalled = 0;
  unwound = 0;
  /** Their end is not known. */
  unseen = 0;

  get returned(): number {
    return this.latency.count;
  }

  add({ kind, durationNs }: CallOutcome): void {
    if (kind === 'returned') this.latency.add(Number(durationNs ?? 0n));
    else this[kind]++;
  }
}

/** Calls of a function and polls of its future take times that have nothing to do with each other. */
export class EndsByKind {
  readonly calls = new CallEnds();
  readonly polls = new CallEnds();

  /** `plan` is the one that the call was hit in. */
  add(plan: ProbePlan, outcome: CallOutcome): void {
    const isPoll = plan.probes[outcome.hit.probe]?.instance.kind === 'poll';
    (isPoll ? this.polls : this.calls).add(outcome);
  }
}
