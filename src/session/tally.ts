/** Hits by what they mean: calls and polls, and how many of them ran in copies of the function inside others. */

import type { FunctionInstance } from '../model/functionInstance.ts';

export class Tally {
  /** Calls of the function. For an `async fn` these make the future. */
  calls = 0;
  /** Polls of an `async fn`'s future. */
  polls = 0;
  /** How many of `calls`, and of `polls`, were inlined. */
  inlinedCalls = 0;
  inlinedPolls = 0;

  get hits(): number {
    return this.calls + this.polls;
  }

  add({ kind, inlined }: FunctionInstance, hits: number): void {
    if (kind === 'poll') {
      this.polls += hits;
      if (inlined !== null) this.inlinedPolls += hits;
    } else {
      this.calls += hits;
      if (inlined !== null) this.inlinedCalls += hits;
    }
  }
}
