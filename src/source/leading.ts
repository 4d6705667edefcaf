/**
 * Attributes and doc comments, which stand before an item as siblings of it. Fed with the siblings in order, it knows
 * what belongs to the item that comes next.
 */

import type { Node } from 'web-tree-sitter';
import type { Position0 } from '../model/rustFunction.ts';
import { start0 } from './position.ts';

export interface Leading {
  /** Start of the first attribute or doc comment, null when there is none. */
  readonly start: Position0 | null;
  /** One of the attributes is a `test` of whatever crate. */
  readonly isTest: boolean;
}

export const NO_LEADING: Leading = { start: null, isTest: false };

/** What precedes the sibling after `node`, when `before` precedes `node`. */
export function leadingAfter(node: Node, before: Leading): Leading {
  switch (node.type) {
    case 'attribute_item':
      return withAttribute(node, node.text, before);
    case 'line_comment':
    case 'block_comment':
      return isOuterDoc(node.text) ? { ...before, start: before.start ?? start0(node) } : before;
    default:
      return NO_LEADING;
  }
}

/** Adds an attribute that starts at `node` and reads `text`, e.g. `#[tokio::test(flavor = "current_thread")]`. */
export function withAttribute(node: Node, text: string, before: Leading): Leading {
  const isTest = /^#\s*\[\s*(?:::)?\s*(?:\w+\s*::\s*)*test\s*[\](]/.test(text);
  return { start: before.start ?? start0(node), isTest: before.isTest || isTest };
}

/** Three slashes or a slash and two stars, and not more of them. */
function isOuterDoc(text: string): boolean {
  return /^\/\/\/(?!\/)|^\/\*\*(?![*/])/.test(text);
}
