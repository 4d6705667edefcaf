/** What a tracer is asked to do: probe points in one artifact, each with what to read there. */

import type { Artifact } from './artifact.ts';
import type { Capture } from './capture.ts';
import type { FunctionInstance } from './functionInstance.ts';
import type { TracedProcess } from './tracedProcess.ts';

export interface ProbePoint {
  /** Position in `ProbePlan.probes`; every hit carries it. */
  readonly id: number;
  readonly instance: FunctionInstance;
  /** What to read there: the function's arguments in the order of the signature. */
  readonly captures: readonly Capture[];
  /** Why it is not known what arguments there are; `captures` is empty then. Left out where they are known. */
  readonly unknownArguments?: string;
}

export interface ProbePlan {
  /** The function as a person would name it, e.g. `demo::Counter::bump`. */
  readonly functionName: string;
  readonly artifact: Artifact;
  readonly probes: readonly ProbePoint[];
  /** Only calls in this process are hits; null: in every process that runs the artifact. */
  readonly process: number | null;
  /** What is known of `process`; left out where that is null. */
  readonly running?: TracedProcess;
  /** Instances that are not probed: what is counted lacks their hits. */
  readonly unprobed: readonly Unprobed[];
}

export interface Unprobed {
  readonly instances: number;
  /** One short clause that a person can read. */
  readonly reason: string;
}

export function unprobedInstances({ unprobed }: ProbePlan): number {
  return unprobed.reduce((sum, { instances }) => sum + instances, 0);
}
