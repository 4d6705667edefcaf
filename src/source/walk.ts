/**
 * The functions of one item, itself included, by a walk that only enters parts with the word `fn` in them. It keeps its
 * own stack, so that no nesting can exhaust the program's.
 */

import type { Node } from 'web-tree-sitter';
import type { RustFunction } from '../model/rustFunction.ts';
import { functionOfItem } from './functionItem.ts';
import { leadingOf, type Around } from './leading.ts';
import { addFunctionsInTokens, isTemplateMacro } from './macroTokens.ts';
import { MAX_DEPTH, scopeInside, type Scope } from './scope.ts';
import type { Source } from './source.ts';

interface Part {
  readonly node: Node;
  readonly around: Around;
  /** Offset where the node ends, or a little after it. */
  readonly end: number;
}

/** Nodes where `fn` is no function of this file: definitions of macros, literals, comments, bare signatures. */
export const CLOSED = new Set([
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

/** In the order of the source; `end` as in Part. */
export function functionsOfItem(item: Node, around: Around, end: number, source: Source): RustFunction[] {
  const functions: RustFunction[] = [];
  const parts: Part[] = [{ node: item, around, end }];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) addFunctionsOf(part, source, functions, parts);
  return functions.sort(bySourceOrder);
}

/** What holds inside of a node. */
export function scopeBehind(node: Node, { scope, leading }: Around): Scope {
  const inside = scopeInside(node, scope);
  return leading.cfg === null ? inside : { ...inside, cfg: leading.cfg };
}

/** Adds the function that the part is, or those of its tokens, and to `parts` what else is to be looked into. */
function addFunctionsOf({ node, around, end }: Part, source: Source, functions: RustFunction[], parts: Part[]): void {
  const { type } = node;
  if (type === 'function_item') {
    const found = functionOfItem(node, around, source.file);
    if (found !== null) functions.push(found);
  }
  if (type === 'token_tree') addFunctionsInTokens(node, around.scope, source, functions);
  if (type === 'token_tree' || isTemplateMacro(node)) return;
  const scope = scopeBehind(node, around);
  if (scope.path.length > MAX_DEPTH) return;
  const { children } = node;
  children.forEach((child, index) => {
    const childEnd = children[index + 1]?.startIndex ?? end;
    if (source.fnWords.within(child.startIndex, childEnd) && !CLOSED.has(child.type)) {
      parts.push({ node: child, around: { scope, leading: leadingOf(children, index, source.text) }, end: childEnd });
    }
  });
}

function bySourceOrder({ nameRange: { start: a } }: RustFunction, { nameRange: { start: b } }: RustFunction): number {
  return a.line0 - b.line0 || a.character0 - b.character0;
}
