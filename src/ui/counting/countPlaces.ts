/**
 * Where the functions of a count stand in a document. They are found once, when the document's text is first seen, by name
 * and declared line, and followed through edits from then on. Pure.
 */

import type { RustFunction } from '../../model/rustFunction.ts';
import type { FunctionCount } from '../../session/functionCount.ts';
import { FunctionPlace, referenceTo } from '../../session/locate.ts';
import { isPartOfFunction, ownName } from './countedName.ts';

interface Followed {
  readonly place: FunctionPlace;
  readonly counts: readonly FunctionCount[];
}

interface Declared {
  readonly count: FunctionCount;
  readonly line0: number;
}

export class CountPlaces {
  /** Absolute path of a source file, to the functions that are declared there. */
  readonly #declared = new Map<string, Declared[]>();
  readonly #followed = new Map<string, readonly Followed[]>();

  constructor(functions: readonly FunctionCount[]) {
    for (const count of functions) {
      const { declared } = count.function;
      if (declared === null) continue;
      const inFile = this.#declared.get(declared.file) ?? [];
      inFile.push({ count, line0: declared.line1 - 1 });
      this.#declared.set(declared.file, inFile);
    }
  }

  /** The counts of one file by the function that each belongs to now; closures belong to the function that holds them. */
  byFunction(functions: readonly RustFunction[]): Map<RustFunction, readonly FunctionCount[]> {
    const found = new Map<RustFunction, readonly FunctionCount[]>();
    const file = functions[0]?.file;
    const declared = file === undefined ? undefined : this.#declared.get(file);
    if (file === undefined || declared === undefined) return found;
    let followed = this.#followed.get(file);
    if (followed === undefined) {
      followed = find(functions, declared);
      this.#followed.set(file, followed);
    }
    for (const { place, counts } of followed) {
      const fn = place.findIn(functions);
      if (fn !== null) found.set(fn, counts);
    }
    return found;
  }
}

/** What is not sure to belong to one function is left out. */
function find(functions: readonly RustFunction[], declared: readonly Declared[]): Followed[] {
  const byFunction = new Map<RustFunction, FunctionCount[]>();
  const add = (fn: RustFunction, { count }: Declared): void => {
    byFunction.set(fn, [...(byFunction.get(fn) ?? []), count]);
  };
  for (const [name, namesakes] of grouped(declared, ({ count }) => ownName(count.function.name))) {
    const inText = functions.filter(fn => fn.name === name);
    const whole = namesakes.filter(({ count }) => !isPartOfFunction(count.function.name));
    const parts = namesakes.filter(({ count }) => isPartOfFunction(count.function.name));
    const places = placesOf(inText, new Set(whole.map(({ line0 }) => line0)));
    for (const each of whole) {
      const fn = places.get(each.line0);
      if (fn !== undefined) add(fn, each);
    }
    for (const part of parts) {
      const fn = holderOf(inText, part.line0);
      if (fn !== undefined) add(fn, part);
    }
  }
  return [...byFunction].map(([fn, counts]) => ({ place: new FunctionPlace(referenceTo(fn)), counts }));
}

/**
 * The function of one name that each declared line means. Text that has changed since the build has them at other lines:
 * where none of several is missing on either side, they are still in the order that they were.
 */
function placesOf(inText: readonly RustFunction[], lines: ReadonlySet<number>): Map<number, RustFunction> {
  const exact = new Map(inText.filter(fn => lines.has(fn.signatureLine0)).map(fn => [fn.signatureLine0, fn]));
  if (exact.size === lines.size || inText.length !== lines.size) return exact;
  const inOrder = inText.toSorted((a, b) => a.signatureLine0 - b.signatureLine0);
  const sorted = [...lines].sort((a, b) => a - b);
  return new Map(inOrder.flatMap((fn, index) => (sorted[index] === undefined ? [] : [[sorted[index], fn]])));
}

/** The innermost function whose text holds the line. */
function holderOf(inText: readonly RustFunction[], line0: number): RustFunction | undefined {
  return inText
    .filter(({ signatureLine0, itemRange }) => signatureLine0 <= line0 && line0 <= itemRange.end.line0)
    .reduce<RustFunction | undefined>(
      (inner, fn) => (inner && inner.signatureLine0 > fn.signatureLine0 ? inner : fn),
      undefined,
    );
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
