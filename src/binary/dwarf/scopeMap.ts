/**
 * Which namespaces, types and functions are around the entries of a unit. An entry does not say where it lies, and
 * nothing but a walk through the unit tells. DWARF 5, section 2.3.
 */

import { DW_AT, DW_TAG } from './constants.ts';
import { DieWalker } from './dieWalker.ts';
import type { Unit } from './unit.ts';

const SCOPES: ReadonlySet<number> = new Set([
  DW_TAG.namespace,
  DW_TAG.structure_type,
  DW_TAG.class_type,
  DW_TAG.union_type,
  DW_TAG.enumeration_type,
  DW_TAG.subprogram,
]);

interface Scope {
  readonly tag: number;
  /** Of its entry, in .debug_info. */
  readonly offset: number;
  /** Index of the scope around it; -1 for none. */
  readonly parent: number;
  /** Offset behind its last entry. */
  end: number;
}

export class ScopeMap {
  readonly #unit: Unit;
  /** In the order of the file. */
  readonly #scopes: Scope[] = [];

  /** Throws `MalformedError`. */
  constructor(unit: Unit) {
    this.#unit = unit;
    const walker = new DieWalker(unit);
    /** Of the scopes around the current entry: index and depth. */
    const around: { index: number; depth: number }[] = [];
    while (walker.next()) {
      const { depth, offset, abbreviation } = walker;
      for (let last = around.at(-1); last !== undefined && last.depth >= depth; last = around.at(-1)) {
        this.#close(last.index, offset);
        around.pop();
      }
      if (!abbreviation.hasChildren || !SCOPES.has(abbreviation.tag)) continue;
      const parent = around.at(-1)?.index ?? -1;
      const index = this.#scopes.push({ tag: abbreviation.tag, offset, parent, end: unit.header.end }) - 1;
      around.push({ index, depth });
    }
  }

  /** Names of what is around the entry at an offset in .debug_info, outermost first. Throws `MalformedError`. */
  path(offset: number): string[] {
    const names: string[] = [];
    for (const scope of this.#around(offset)) {
      const name = this.#unit.dieAt(scope.offset).string(DW_AT.name);
      if (name !== null) names.unshift(name);
    }
    return names;
  }

  /** Offset of the innermost function around the entry at an offset; null when there is none. */
  functionAround(offset: number): number | null {
    for (const scope of this.#around(offset)) if (scope.tag === DW_TAG.subprogram) return scope.offset;
    return null;
  }

  /** Innermost first. */
  *#around(offset: number): Generator<Scope> {
    let low = 0;
    let high = this.#scopes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#scopes[middle]?.offset ?? Infinity) < offset) low = middle + 1;
      else high = middle;
    }
    for (let scope = this.#scopes[low - 1]; scope !== undefined; scope = this.#scopes[scope.parent]) {
      if (offset < scope.end) yield scope;
    }
  }

  #close(index: number, end: number): void {
    const scope = this.#scopes[index];
    if (scope !== undefined) scope.end = end;
  }
}
