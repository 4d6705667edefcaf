/**
 * The functions of a syntax tree, by a walk that only enters parts with the word `fn` in them. It keeps its own
 * stack, so that no nesting can exhaust the program's.
 */

import type { Node } from 'web-tree-sitter';
import type { RustFunction } from '../model/rustFunction.ts';
import { functionOfItem } from './functionItem.ts';
import { leadingOf } from './leading.ts';
import { addFunctionsInTokens, isTemplateMacro } from './macroTokens.ts';
import { FILE_SCOPE, MAX_DEPTH, scopeInside, type Scope } from './scope.ts';
import type { Source } from './source.ts';

interface Part {
  readonly node: Node;
  readonly scope: Scope;
  /** Offset where the node's last child ends, or a little after it. */
  readonly end: number;
}

/** Nodes where `fn` is no function of this file: definitions of macros, literals, comments, bare signatures. */
const CLOSED = new Set([
  'macro_definition',
  'attribute_item',
  'inner_attribute_item',
  'function_signature_item',
  'string_literal',
  'raw_string_literal',
  'line_comment',
  'block_comment',
  'fn',
]);

/** In the order of the source. */
export function functionsOf(root: Node, source: Source): RustFunction[] {
  const functions: RustFunction[] = [];
  const parts: Part[] = [{ node: root, scope: FILE_SCOPE, end: source.text.length }];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const { node, scope, end } = part;
    const children = node.children;
    children.forEach((child, index) => {
      const childEnd = children[index + 1]?.startIndex ?? end;
      if (
        source.fnWords.within(child.startIndex, childEnd) &&
        !CLOSED.has(child.type) &&
        scope.path.length <= MAX_DEPTH
      ) {
        const leading = leadingOf(children, index);
        if (child.type === 'function_item') {
          const found = functionOfItem(child, scope, leading, source.file);
          if (found !== null) functions.push(found);
        }
        if (child.type === 'token_tree') addFunctionsInTokens(child, scope, source, functions);
        else if (!isTemplateMacro(child)) {
          const inside = scopeInside(child, scope);
          parts.push({ node: child, scope: { ...inside, cfg: leading.cfg ?? inside.cfg }, end: childEnd });
        }
      }
    });
  }
  return functions.sort(bySourceOrder);
}

function bySourceOrder({ nameRange: { start: a } }: RustFunction, { nameRange: { start: b } }: RustFunction): number {
  return a.line0 - b.line0 || a.character0 - b.character0;
}
