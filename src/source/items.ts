/**
 * The items of a file, and of its modules, impls and traits, one by one: those that were read before and are the same
 * are not read again. What stands inside any other item is read in walk.ts.
 */

import type { Node } from 'web-tree-sitter';
import type { KnownItems, ReadItem } from './knownItems.ts';
import { leadingOf, type Around } from './leading.ts';
import { start0 } from './position.ts';
import { FILE_SCOPE, MAX_DEPTH, type Scope } from './scope.ts';
import type { Source } from './source.ts';
import { CLOSED, functionsOfItem, scopeBehind } from './walk.ts';

/** In the order of the source. `known` are those of the tree that this one was made from. */
export function itemsOf(root: Node, source: Source, known: KnownItems): ReadItem[] {
  return new ItemReader(source, known).itemsIn(root, FILE_SCOPE, source.text.length);
}

/** What consists of items. Each adds to the path, so that no nesting can exhaust the stack. */
const CONTAINERS = new Set(['mod_item', 'impl_item', 'trait_item']);

class ItemReader {
  readonly #source: Source;
  readonly #known: KnownItems;

  constructor(source: Source, known: KnownItems) {
    this.#source = source;
    this.#known = known;
  }

  /** `end` is the offset where the last child ends, or a little after it. */
  itemsIn(node: Node, scope: Scope, end: number): ReadItem[] {
    if (scope.path.length > MAX_DEPTH) return [];
    const { fnWords, text } = this.#source;
    const { children } = node;
    return children.flatMap((child, index) => {
      const childEnd = children[index + 1]?.startIndex ?? end;
      // Cheap, first: the parser need not be asked.
      if (!fnWords.within(child.startIndex, childEnd)) return [];
      if (!this.#known.has(child) && CLOSED.has(child.type)) return [];
      const around = { scope, leading: leadingOf(children, index, text) };
      return this.#known.find(child, around) ?? this.#read(child, around, childEnd);
    });
  }

  #read(node: Node, around: Around, end: number): ReadItem | ReadItem[] {
    const { type } = node;
    // The body of a module, an impl or a trait.
    if (type === 'declaration_list') return this.itemsIn(node, around.scope, end);
    const item = { id: node.childCount === 0 ? null : node.id, start: start0(node), around };
    if (!CONTAINERS.has(type)) {
      return { ...item, functions: functionsOfItem(node, around, end, this.#source), inner: [] };
    }
    const inner = this.itemsIn(node, scopeBehind(node, around), end);
    return { ...item, functions: inner.flatMap(({ functions }) => functions), inner };
  }
}
