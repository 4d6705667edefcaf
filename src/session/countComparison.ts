/** What two counts tell of the same functions: of two runs of a program, or of two builds. */

import type { CountedFunction } from '../model/countPlan.ts';
import type { CountSession } from './countSession.ts';

/** Counts of times that differ by less of the longer one are compared as they are. */
const SAME_TIME = 0.1;

export interface CountComparison {
  /** Whether the numbers are entries a second, since the two counted for times of different length. */
  readonly isPerSecond: boolean;
  /** Whether both counts are exact; else so are no differences. */
  readonly isExact: boolean;
  /** Those of `after` in its order, then those that only `before` has. */
  readonly rows: readonly ComparedFunction[];
}

export interface ComparedFunction {
  /** As `after` has it, where it does. */
  readonly function: CountedFunction;
  /** Entries, or entries a second; null where it was not counted. */
  readonly before: number | null;
  readonly after: number | null;
  /** `after - before`; null where one is, or lacks entries. */
  readonly difference: number | null;
  /** `after / before`; null where one is, or lacks entries, or `before` is 0. */
  readonly ratio: number | null;
}

type Counted = Pick<CountSession, 'functions' | 'reportedMs' | 'isExact' | 'hasReport'>;

/** A function is known by its name, and several of one name (of two versions of a crate) by their files too. */
export function compareCounts(before: Counted, after: Counted): CountComparison {
  const [shorter, longer] = [before.reportedMs, after.reportedMs].sort((one, other) => one - other) as [number, number];
  const isPerSecond = shorter > 0 && longer - shorter > SAME_TIME * longer;
  const [old, now] = [numbersOf(before, isPerSecond), numbersOf(after, isPerSecond)];
  const nameOf = keys(before, after);
  const oldByKey = new Map(old.map(each => [nameOf(each.function), each]));
  // Which of several of one run is which of another cannot be told.
  const doubles = new Set([old, now].flatMap(numbers => repeated(numbers.map(each => nameOf(each.function)))));
  const newKeys = new Set(now.map(each => nameOf(each.function)));
  return {
    isPerSecond,
    isExact: before.isExact && after.isExact,
    rows: [
      ...now.map(each => {
        const key = nameOf(each.function);
        return compared(each.function, doubles.has(key) ? null : (oldByKey.get(key) ?? null), each);
      }),
      ...old.filter(each => !newKeys.has(nameOf(each.function))).map(each => compared(each.function, each, null)),
    ],
  };
}

interface Numbered {
  readonly function: CountedFunction;
  readonly number: number | null;
  readonly isWhole: boolean;
}

function numbersOf({ functions, reportedMs, hasReport }: Counted, isPerSecond: boolean): Numbered[] {
  return functions.map(({ function: fn, count }) => {
    const number = isPerSecond ? (count * 1000) / reportedMs : count;
    return { function: fn, number: hasReport ? number : null, isWhole: fn.isWhole };
  });
}

function compared(fn: CountedFunction, old: Numbered | null, now: Numbered | null): ComparedFunction {
  const [before, after] = [old?.number ?? null, now?.number ?? null];
  const isSure = old?.isWhole === true && now?.isWhole === true && before !== null && after !== null;
  return {
    function: fn,
    before,
    after,
    difference: isSure ? after - before : null,
    ratio: isSure && before !== 0 ? after / before : null,
  };
}

/** What a function is known by in both. */
function keys(...counts: readonly Counted[]): (fn: CountedFunction) => string {
  const doubtful = new Set(counts.flatMap(({ functions }) => repeated(functions.map(each => each.function.name))));
  return ({ name, declared }) => (doubtful.has(name) ? `${name}\0${declared?.file ?? ''}` : name);
}

/** What stands in the list more than once. */
function repeated(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter(text => seen.size === seen.add(text).size);
}
