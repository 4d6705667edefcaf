/** What a counter is asked to do: how often each of many functions of one artifact is entered. */

import type { Artifact } from './artifact.ts';
import type { FunctionInstance } from './functionInstance.ts';
import type { ProbePlace, ProbePlan, Unprobed } from './probePlan.ts';
import type { RustFunction } from './rustFunction.ts';

/** Whose code a function is: of the workspace, of a crate that it depends on, or of Rust's own libraries. */
export type FunctionOrigin = 'own' | 'dependency' | 'std';

export const FUNCTION_ORIGINS: readonly FunctionOrigin[] = ['own', 'dependency', 'std'];

/** The kernel compares each new place with all others: 10,000 took it 0.9 s to define, and twice as many 5 s. */
export const MOST_COUNTED_PLACES = 10_000;

/** Which functions a person means. Survives JSON. */
export type CountSelection =
  /** Those whose demangled paths match (resolve/namePattern.ts), of some origins. */
  | { readonly kind: 'pattern'; readonly pattern: string; readonly origins: readonly FunctionOrigin[] }
  /** All that are declared in a source file; absolute path. */
  | { readonly kind: 'file'; readonly file: string }
  /** All of the module that a source file is, and of the modules below it. */
  | { readonly kind: 'module'; readonly file: string }
  /** What the machine code of some functions calls, or has copies of. */
  | { readonly kind: 'callees'; readonly of: readonly RustFunction[] };

/** One machine-code home of a counted function. */
export interface CountedInstance {
  readonly instance: FunctionInstance;
  /** Index in `CountPlan.places`. Instances of one address share a place: their entries cannot be told apart. */
  readonly place: number;
}

export interface CountedFunction {
  /**
   * Demangled path without hash and type arguments: `demo::db::open`, `<demo::Circle as demo::Shape>::area`. A closure
   * or the body of an `async fn` is a function of its own: `demo::fetch::{async_fn#0}` counts polls.
   */
  readonly name: string;
  readonly crate: string;
  readonly origin: FunctionOrigin;
  /** Null where debug information does not say. `file` is absolute unless the build shortened its paths. */
  readonly declared: { readonly file: string; readonly line1: number } | null;
  /** Own code first; at least one. */
  readonly instances: readonly CountedInstance[];
  /** Whether that is all of its code; else there are entries that no probe sees. */
  readonly isWhole: boolean;
}

export interface CountPlan {
  /** As a person would name what is counted: the pattern, `src/db.rs`, `demo::db`, `callees of demo::main`. */
  readonly title: string;
  /** To find the same functions in another build. */
  readonly selection: CountSelection;
  readonly artifact: Artifact;
  /** Distinct instructions, by file offset. */
  readonly places: readonly ProbePlace[];
  /** By name. */
  readonly functions: readonly CountedFunction[];
  /** Instances at which the kernel sets no probe: the counts of their functions lack them. */
  readonly uncounted: readonly Unprobed[];
}

/** The same as a plan of probes that read nothing, one a place, for a tracer. */
export function countingProbes({ title, artifact, places, functions, uncounted }: CountPlan): ProbePlan {
  const first = new Map<number, FunctionInstance>();
  for (const { instance, place } of functions.flatMap(({ instances }) => instances))
    if (!first.has(place)) first.set(place, instance);
  return {
    functionName: title,
    artifact,
    probes: places.map((place, id) => {
      const instance = first.get(id);
      if (instance === undefined) throw new Error(`no instance lies at place ${id}`);
      return { id, place, reads: [], condition: null, stackPointer: null, instance, captures: [] };
    }),
    exits: [],
    process: null,
    unprobed: uncounted,
  };
}
