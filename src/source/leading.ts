/**
 * Attributes and doc comments that belong to an item: in the tree they are siblings that stand before it.
 */

import type { Node } from 'web-tree-sitter';
import type { Position0 } from '../model/rustFunction.ts';
import { start0 } from './position.ts';
import type { Scope } from './scope.ts';

export interface Leading {
  /** Start of the first attribute or doc comment, null when there is none. */
  readonly start: Position0 | null;
  /** One of the attributes is a `test` of whatever crate. */
  readonly isTest: boolean;
  /** Predicate of a `cfg` attribute, e.g. `feature = "fast"`; null when there is none. */
  readonly cfg: string | null;
}

export const NO_LEADING: Leading = { start: null, isTest: false, cfg: null };

/** What an item stands in, and behind what. */
export interface Around {
  readonly scope: Scope;
  readonly leading: Leading;
}

/** What precedes `siblings[at]`. `text` is that of their tree. */
export function leadingOf(siblings: readonly Node[], at: number, text: string): Leading {
  let first = at;
  while (first > 0 && isLeading(siblings[first - 1], text)) first--;
  return first === at
    ? NO_LEADING
    : siblings.slice(first, at).reduce((leading, node) => withLeading(node, leading), NO_LEADING);
}

/** The sign that it begins with is cheaper than its type, which the parser has to be asked for. */
function isLeading(node: Node | undefined, text: string): boolean {
  if (node === undefined) return false;
  const first = text[node.startIndex];
  return (first === '/' || first === '#') && LEADING.has(node.type);
}

const LEADING = new Set(['attribute_item', 'line_comment', 'block_comment']);

/** Adds an `attribute_item` or a comment. */
export function withLeading(node: Node, before: Leading): Leading {
  if (node.type === 'attribute_item') return withAttribute(node, node.text, before);
  return isOuterDoc(node.text) ? { ...before, start: before.start ?? start0(node) } : before;
}

/** Adds an attribute that starts at `node` and reads `text`, e.g. `#[tokio::test(flavor = "current_thread")]`. */
export function withAttribute(node: Node, text: string, before: Leading): Leading {
  const isTest = /^#\s*\[\s*(?:::\s*)?(?:\w+\s*::\s*)*test\s*[\](]/.test(text);
  const cfg = /^#\s*\[\s*cfg\s*\((.*)\)\s*\]$/s.exec(text)?.[1]?.trim() ?? null;
  return { start: before.start ?? start0(node), isTest: before.isTest || isTest, cfg: cfg ?? before.cfg };
}

/** Three slashes or a slash and two stars, and not more of them. */
function isOuterDoc(text: string): boolean {
  return /^\/\/\/(?!\/)|^\/\*\*(?![*/])/.test(text);
}
