/** Something kept for functions, one a file and path, and found again after edits have moved their lines. */

import type { RustFunction } from '../model/rustFunction.ts';
import { FunctionPlace, functionKey, referenceTo } from './locate.ts';

export class FunctionMap<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly place: FunctionPlace }>();

  get(fn: { readonly file: string; readonly path: string }): Value | null {
    return this.#entries.get(functionKey(fn))?.value ?? null;
  }

  set(fn: RustFunction, value: Value): void {
    this.#entries.set(functionKey(fn), { value, place: new FunctionPlace(referenceTo(fn)) });
  }

  /** Whether there was one. */
  delete(fn: { readonly file: string; readonly path: string }): boolean {
    return this.#entries.delete(functionKey(fn));
  }

  values(): Value[] {
    return [...this.#entries.values()].map(entry => entry.value);
  }

  clear(): void {
    this.#entries.clear();
  }

  /** The values of one file by the function each belongs to now. A function that is gone from the text has none. */
  byFunction(functions: readonly RustFunction[]): Map<RustFunction, Value> {
    const found = new Map<RustFunction, Value>();
    for (const { value, place } of this.#entries.values()) {
      const fn = place.findIn(functions);
      if (fn !== null) found.set(fn, value);
    }
    return found;
  }
}
