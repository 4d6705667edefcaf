/** What is counted of each function of a document: by the newest count that has it. Pure. */

import type { RustFunction } from '../../model/rustFunction.ts';
import type { CountSession } from '../../session/countSession.ts';
import type { CountStore } from '../../session/countStore.ts';
import type { FunctionCount } from '../../session/functionCount.ts';
import { CountPlaces } from './countPlaces.ts';
import { isAsyncBody, isPartOfFunction } from './countedName.ts';

/** Entries of one kind at a function of the text. */
export interface Entries {
  readonly count: number;
  /** Null where it is not known. */
  readonly perSecond: number | null;
  /** Whether these are all; else they are lower bounds. */
  readonly isExact: boolean;
}

/** What one count knows of a function of the text. */
export interface ShownCount {
  readonly session: CountSession;
  /** The function as the binary knows it: several where a macro or a trait makes several of one text. */
  readonly calls: readonly FunctionCount[];
  /** Of the body of an `async fn`. */
  readonly polls: readonly FunctionCount[];
  /** Closures and blocks inside of it. */
  readonly parts: readonly FunctionCount[];
}

export class CountsInText {
  readonly #store: CountStore;
  readonly #places = new WeakMap<CountSession, CountPlaces>();

  constructor(store: CountStore) {
    this.#store = store;
  }

  /** Whether anything has been counted. */
  get isEmpty(): boolean {
    return this.#store.all().length === 0;
  }

  /** Of one file. Counts that have told of no numbers yet have nothing to show. */
  byFunction(functions: readonly RustFunction[]): Map<RustFunction, ShownCount> {
    const shown = new Map<RustFunction, ShownCount>();
    for (const session of this.#store.all()) {
      if (!session.hasReport) continue;
      for (const [fn, counts] of this.#placesOf(session).byFunction(functions)) {
        if (!shown.has(fn)) shown.set(fn, { session, ...byKind(counts) });
      }
    }
    return shown;
  }

  #placesOf(session: CountSession): CountPlaces {
    let places = this.#places.get(session);
    if (places === undefined) {
      places = new CountPlaces(session.functions);
      this.#places.set(session, places);
    }
    return places;
  }
}

/** Entries of several functions: at places that they share, once. Null where there is no function. */
export function entriesOf(counts: readonly FunctionCount[]): Entries | null {
  const [only] = counts;
  if (only === undefined) return null;
  if (counts.length === 1) return only;
  const byPlace = new Map<number, number>();
  let places = 0;
  for (const { function: fn, instances } of counts) {
    const own = new Map(fn.instances.map(({ place }, index) => [place, instances[index] ?? 0]));
    places += own.size;
    for (const [place, entries] of own) byPlace.set(place, entries);
  }
  const rates = counts.map(({ perSecond }) => perSecond).filter(rate => rate !== null);
  // What several share would count twice in the sum.
  const isKnown = places === byPlace.size && rates.length === counts.length;
  return {
    count: sum([...byPlace.values()]),
    perSecond: isKnown ? sum(rates) : null,
    isExact: counts.every(each => each.isExact),
  };
}

function byKind(counts: readonly FunctionCount[]): Pick<ShownCount, 'calls' | 'polls' | 'parts'> {
  const polls = counts.filter(({ function: { name } }) => isAsyncBody(name));
  const calls = counts.filter(({ function: { name } }) => !isPartOfFunction(name));
  return { calls, polls, parts: counts.filter(each => !polls.includes(each) && !calls.includes(each)) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
