/**
 * What the Counts view's host (ui/countsView/) and its page (this folder) tell each other. Everything is plain data that
 * survives `postMessage`. Texts come from binaries: the page shows them as text and never as markup. The page names
 * functions by their position in the plan, and can ask for nothing but what stands in `PageRequest`.
 */

/** One home of a function, where its homes say more than the function itself. */
export interface InstanceRow {
  /** `demo::largest<u64>`, `inlined in demo::main, src/main.rs:12`. */
  readonly label: string;
  /** The mangled symbol of the code it lies in. */
  readonly symbol: string;
  /** Whether it is a copy: entered at its first instruction, which need not be each of its calls. */
  readonly isCopy: boolean;
  /** Whether `open` leads anywhere. */
  readonly hasSource: boolean;
}

export interface FunctionRow {
  readonly name: string;
  readonly crate: string;
  /** `src/db.rs:12`; null where debug information does not say. */
  readonly source: string | null;
  /** Whether `trace` leads anywhere. */
  readonly canTrace: boolean;
  /** Whether all its instances are counted; else its count is a lower bound. */
  readonly isWhole: boolean;
  readonly instances: readonly InstanceRow[];
}

/** What is said above the table. */
export interface Head {
  /** What is counted: the pattern, a file, a module. */
  readonly title: string;
  /** `demo (dev)`. */
  readonly artifact: string;
  /** `Counting`, `Paused`, `Stopped`. */
  readonly state: string;
  readonly tone: 'waiting' | 'running' | 'paused' | 'ended' | 'failed';
  /** `tracefs: bcc is not installed`; null before that is known. */
  readonly carrier: string | null;
  /** Whole sentences: what the counts lack, what the counter said. */
  readonly notes: readonly string[];
  /** There is another build than the counted one, which can be counted instead. */
  readonly isOutdated: boolean;
}

/** Against an earlier run, in the order of the functions. */
export interface Comparison {
  /** What it is compared with, as a person knows it. */
  readonly title: string;
  /** Whether calls a second are compared, since the runs were not equally long. */
  readonly isPerSecond: boolean;
  /** Else a difference may be wrong, and there is none. */
  readonly isExact: boolean;
  /** Null where the earlier run did not count the function. */
  readonly differences: readonly (number | null)[];
  /** Now by then; null where that says nothing. */
  readonly ratios: readonly (number | null)[];
}

export type HostMessage =
  /** Nothing has been counted yet, or nothing of it is kept. */
  | { readonly type: 'empty' }
  /** Once a session, before anything else of it. */
  | {
      readonly type: 'session';
      readonly session: number;
      readonly rows: readonly FunctionRow[];
      /** No entry counts for two functions, so that counts of some may be added up. */
      readonly isSummable: boolean;
      /** The most values that `FunctionDetail.history` has. */
      readonly historyLength: number;
    }
  /** A few times a second while it changes. Numbers are in the order of the rows. */
  | {
      readonly type: 'counts';
      readonly session: number;
      readonly head: Head;
      /** Counted time, milliseconds. */
      readonly elapsedMs: number;
      /** Null before the counter has told of any numbers; counts and rates are empty then. */
      readonly total: number | null;
      readonly totalPerSecond: number | null;
      /** Else all counts are lower bounds. */
      readonly isExact: boolean;
      /** The total also holds the entries of functions that are not counted as a whole, as a lower bound. */
      readonly isTotalExact: boolean;
      readonly counts: readonly number[];
      readonly rates: readonly (number | null)[];
      readonly comparison: Comparison | null;
    }
  /** Of the functions that the page has asked for with `watch`. */
  | { readonly type: 'details'; readonly session: number; readonly functions: readonly FunctionDetail[] };

export interface FunctionDetail {
  readonly index: number;
  /** Entries in each of the last intervals, oldest first. */
  readonly history: readonly number[];
  /** Entries of each of `FunctionRow.instances`. */
  readonly instances: readonly number[];
}

export type CountsMessage = Extract<HostMessage, { readonly type: 'counts' }>;

export type PageRequest =
  /** The page listens from now on. */
  | { readonly type: 'ready' }
  /** The button where nothing has been counted. */
  | { readonly type: 'countMatching' }
  | { readonly type: 'countAgain'; readonly session: number }
  /** The details of these functions, now and with each `counts`; at most MOST_WATCHED. */
  | { readonly type: 'watch'; readonly session: number; readonly functions: readonly number[] }
  /** Shows the source of a function, or the call that a copy stands for. */
  | { readonly type: 'open'; readonly session: number; readonly function: number; readonly instance: number | null }
  | { readonly type: 'trace'; readonly session: number; readonly function: number }
  | { readonly type: 'copy'; readonly session: number; readonly function: number };

/** More rows than any window shows. */
export const MOST_WATCHED = 400;
