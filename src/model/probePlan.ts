/** What a tracer is asked to do: probe points in one artifact, each with what to read there. */

import type { Artifact } from './artifact.ts';
import type { Capture } from './capture.ts';
import type { FunctionInstance } from './functionInstance.ts';
import type { Predicate } from './predicate.ts';
import type { Read } from './read.ts';
import type { TracedProcess } from './tracedProcess.ts';

/** An instruction that a uprobe is set at. */
export interface ProbePlace {
  /** Mangled symbol of the code it lies in, as in the ELF symbol table. */
  readonly symbol: string;
  /** Bytes from that symbol. */
  readonly symbolOffset: number;
  /** Offset in the ELF file, bytes. What a uprobe is set at. */
  readonly fileOffset: number;
  /** Where the ELF file wants it in memory. */
  readonly virtualAddress: number;
}

/** What a tracer needs to know of a point. */
export interface TracePoint {
  /** Position in `pointsOf(plan)`; everything that a tracer brings carries it. */
  readonly id: number;
  readonly place: ProbePlace;
  readonly reads: readonly Read[];
  /** Passages for which it does not hold are not recorded; null: all are. */
  readonly condition: Predicate | null;
  /**
   * The stack pointer as it was when the function was entered, where the return address lies: a read of one word and
   * what to add to it. It tells the calls of a thread apart. Null where that is not known or not asked for.
   */
  readonly stackPointer: { readonly read: number; readonly plus: number } | null;
}

/** Where a function is entered: each passage is a hit. */
export interface ProbePoint extends TracePoint {
  readonly instance: FunctionInstance;
  /** The function's arguments in the order of the signature. */
  readonly captures: readonly Capture[];
  /** Why it is not known what arguments there are; `captures` is empty then. Left out where they are known. */
  readonly unknownArguments?: string;
  /** Why the ends of its calls are not traced. Left out where they are, and where that was not asked for. */
  readonly unknownReturns?: string;
}

/** Where a call ends. */
export interface ExitPoint extends TracePoint {
  /**
   * `return`: at a `ret`. `tailCall`: at a jump into another function, which returns in its place.
   * `caught`: where Rust has caught a panic; calls whose frames lay below are gone.
   */
  readonly kind: 'return' | 'tailCall' | 'caught';
  /** The probe whose calls end here; null for `caught`, which ends calls of any. */
  readonly entry: number | null;
  /** The value returned; null where the function returns nothing, and for the other kinds. */
  readonly result: Capture | null;
}

export interface ProbePlan {
  /** The function as a person would name it, e.g. `demo::Counter::bump`. */
  readonly functionName: string;
  readonly artifact: Artifact;
  /** Ids 0 and up. */
  readonly probes: readonly ProbePoint[];
  /** Ids follow those of the probes. Empty where returns are not traced. */
  readonly exits: readonly ExitPoint[];
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

/** All points of a plan, each at the index that is its id. */
export function pointsOf({ probes, exits }: ProbePlan): readonly TracePoint[] {
  return [...probes, ...exits];
}

export function unprobedInstances({ unprobed }: Pick<ProbePlan, 'unprobed'>): number {
  return unprobed.reduce((sum, { instances }) => sum + instances, 0);
}
