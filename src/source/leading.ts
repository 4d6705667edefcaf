/**
 * Attributes and doc comments that belong to an item: in the tree they are siblings that stand before it.
 */

import type { Node } from 'web-tree-sitter';
import type { Position0 } from '../model/rustFunction.ts';
import { start0 } from './position.ts';

export interface Leading {
  /** Start of the first attribute or doc comment, null when there is none. */
  readonly start: Position0 | null;
  /** One of the attributes is a `test` of whatever crate. */
  readonly isTest: boolean;
  /** Predicate of a `cfg` attribute, e.g. `feature = "fast"`; null when there is none. */
  readonly cfg: string | null;
}

export const NO_LEADING: Leading = { start: null, isTest: false, cfg: null };

/** What precedes `siblings[at]`. */
export function leadingOf(siblings: readonly Node[], at: number): Leading {
  let first = at;
  while (first > 0 && LEADING.has(siblings[first - 1]?.type ?? '')) first--;
  return siblings.slice(first, at).reduce((leading, node) => withLeading(node, leading), NO_LEADING);
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
