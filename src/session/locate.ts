/**
 * Which function of a document a trace belongs to, after edits have moved lines.
 * A function is known by its file and path; of several with one path (`#[cfg]` twins) the one nearest to the old line is meant.
 */

import type { RustFunction } from '../model/rustFunction.ts';

/** What names a function in commands and tasks. Survives JSON. */
export interface FunctionReference {
  /** Absolute path of the source file. */
  readonly file: string;
  /** `RustFunction.path`. */
  readonly path: string;
  /** Where its name stood, zero-based. */
  readonly line0: number;
}

export function referenceTo(fn: RustFunction): FunctionReference {
  return { file: fn.file, path: fn.path, line0: fn.nameRange.start.line0 };
}

/** Identity of a function across edits. */
export function functionKey(fn: { readonly file: string; readonly path: string }): string {
  return `${fn.file}\0${fn.path}`;
}

/** The function meant by `reference`, or null when the document has none of that path. */
export function findFunction(functions: readonly RustFunction[], reference: FunctionReference): RustFunction | null {
  let nearest: RustFunction | null = null;
  let nearestDistance = Infinity;
  for (const fn of functions) {
    if (fn.path !== reference.path || fn.file !== reference.file) continue;
    const distance = Math.abs(fn.nameRange.start.line0 - reference.line0);
    if (distance < nearestDistance) {
      nearest = fn;
      nearestDistance = distance;
    }
  }
  return nearest;
}

/** Follows one function through edits, from its reference on: of several with one path it stays the same one of their row. */
export class FunctionPlace {
  #reference: FunctionReference;
  /** Which of its namesakes it was when last seen, in source order. */
  #seen: { readonly index: number; readonly count: number } | null = null;

  constructor(reference: FunctionReference) {
    this.#reference = reference;
  }

  /** The function in the text as it is now, or null when there is none of its path. */
  findIn(functions: readonly RustFunction[]): RustFunction | null {
    const { file, path } = this.#reference;
    const namesakes = functions.filter(fn => fn.path === path && fn.file === file);
    const same = this.#seen?.count === namesakes.length ? namesakes[this.#seen.index] : undefined;
    const fn = same ?? findFunction(namesakes, this.#reference);
    if (fn === null) return null;
    this.#reference = referenceTo(fn);
    this.#seen = { index: namesakes.indexOf(fn), count: namesakes.length };
    return fn;
  }
}

/** The innermost function whose text, attributes and comments included, holds the line. */
export function functionAtLine(functions: readonly RustFunction[], line0: number): RustFunction | null {
  let innermost: RustFunction | null = null;
  for (const fn of functions) {
    if (line0 < fn.itemRange.start.line0 || line0 > fn.itemRange.end.line0) continue;
    if (innermost === null || fn.itemRange.start.line0 >= innermost.itemRange.start.line0) innermost = fn;
  }
  return innermost;
}
