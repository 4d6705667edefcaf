/**
 * What was read of the items of a tree, kept for the tree of the edited text: the parser takes over whole parts of the
 * tree before, and such a part says what it said, some lines further up or down.
 *
 * A part that was taken over has the same id in both trees. Ids are places in the parser's memory, so they tell parts
 * apart only as long as the tree before was there while the next one was made.
 */

import type { Node } from 'web-tree-sitter';
import type { Position0, Range0, RustFunction } from '../model/rustFunction.ts';
import type { Around, Leading } from './leading.ts';
import { start0 } from './position.ts';
import type { Scope } from './scope.ts';

/** Anything that may hold functions: a function, an impl, a module, a macro call. */
export interface ReadItem {
  /** Of its node; null for a node without children, whose id is that of its place and not of what stands there. */
  readonly id: number | null;
  /** Where its node began. */
  readonly start: Position0;
  /** With its own text this decides what it means. */
  readonly around: Around;
  /** In the order of the source. */
  readonly functions: readonly RustFunction[];
  /** The items that a module, an impl or a trait consists of; none for any other. */
  readonly inner: readonly ReadItem[];
}

export class KnownItems {
  readonly #byId = new Map<number, ReadItem>();

  constructor(items: readonly ReadItem[]) {
    this.#add(items);
  }

  /** Was it taken over from the tree before, wherever it stands now? */
  has(node: Node): boolean {
    return this.#byId.has(node.id);
  }

  /** What `node` was and still is, at the place that it has now; null when it has to be read. */
  find(node: Node, around: Around): ReadItem | null {
    const item = this.#byId.get(node.id);
    if (item === undefined) return null;
    const start = start0(node);
    const rows = start.line0 - item.start.line0;
    const isSame =
      start.character0 === item.start.character0 &&
      isSameScope(around.scope, item.around.scope) &&
      isSameLeading(around.leading, item.around.leading, rows);
    if (!isSame) return null;
    // Inner items keep their places: when they are looked for, it is by themselves.
    return rows === 0 ? item : { ...item, start, around, functions: item.functions.map(fn => movedFunction(fn, rows)) };
  }

  #add(items: readonly ReadItem[]): void {
    for (const item of items) {
      if (item.id !== null) this.#byId.set(item.id, item);
      this.#add(item.inner);
    }
  }
}

function isSameScope(a: Scope, b: Scope): boolean {
  return (
    a === b ||
    (a.kind === b.kind &&
      a.isGeneric === b.isGeneric &&
      a.isModule === b.isModule &&
      a.cfg === b.cfg &&
      a.path.length === b.path.length &&
      a.path.every((part, at) => part === b.path[at]))
  );
}

/** Is `a` what `b` is, so many rows further down? */
function isSameLeading(a: Leading, b: Leading, rows: number): boolean {
  if (a.isTest !== b.isTest || a.cfg !== b.cfg) return false;
  if (a.start === null || b.start === null) return a.start === b.start;
  return a.start.line0 === b.start.line0 + rows && a.start.character0 === b.start.character0;
}

function movedFunction(fn: RustFunction, rows: number): RustFunction {
  return {
    ...fn,
    nameRange: movedRange(fn.nameRange, rows),
    itemRange: movedRange(fn.itemRange, rows),
    signatureLine0: fn.signatureLine0 + rows,
  };
}

function movedRange({ start, end }: Range0, rows: number): Range0 {
  return {
    start: { line0: start.line0 + rows, character0: start.character0 },
    end: { line0: end.line0 + rows, character0: end.character0 },
  };
}
