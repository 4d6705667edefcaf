/**
 * Functions inside the brackets of a macro call, such as `cfg_if! { … fn a() {} … }`. To the grammar these are only
 * tokens, so this goes by what an item looks like: some tokens, the last of which are braces. What those tokens say is
 * read in macroItem.ts.
 */

import type { Node } from 'web-tree-sitter';
import type { RustFunction } from '../model/rustFunction.ts';
import { itemOfTokens } from './macroItem.ts';
import { MAX_DEPTH, type Scope } from './scope.ts';
import type { Source } from './source.ts';

/** Macros whose argument is code or text for elsewhere: no function in it is compiled at this place. */
const TEMPLATE_MACROS = new Set(['quote', 'quote_spanned', 'parse_quote', 'parse_quote_spanned', 'stringify']);

export function isTemplateMacro(node: Node): boolean {
  if (node.type !== 'macro_invocation') return false;
  const name = node.childForFieldName('macro')?.text ?? '';
  return TEMPLATE_MACROS.has(name.slice(name.lastIndexOf(':') + 1));
}

interface Tree {
  readonly node: Node;
  readonly scope: Scope;
}

/** Adds all functions at any depth of a token tree that stands in `scope`, in no particular order. */
export function addFunctionsInTokens(tokenTree: Node, scope: Scope, source: Source, functions: RustFunction[]): void {
  const trees: Tree[] = [{ node: tokenTree, scope }];
  for (let tree = trees.pop(); tree !== undefined; tree = trees.pop()) {
    let header: Node[] = [];
    for (const token of tree.node.children) {
      const first = source.text[token.startIndex] ?? '';
      const isTree = BRACKETS.has(first) && tree.node.startIndex !== token.startIndex;
      if (first === ';' || (isTree && isTemplate(header))) {
        header = [];
        continue;
      }
      if (isTree) {
        const item = first === '{' ? itemOfTokens(header, token, tree.scope, source) : null;
        if (item?.function) functions.push(item.function);
        const scope = item?.scope ?? tree.scope;
        if (scope.path.length <= MAX_DEPTH && source.fnWords.within(token.startIndex, token.endIndex)) {
          trees.push({ node: token, scope });
        }
      }
      if (first === '{') header = [];
      else header.push(token);
    }
  }
}

/** Cheaper than to ask each token for its type: no other token begins with one of these. */
const BRACKETS = new Set(['(', '[', '{']);

/** Do these tokens end in `quote!` or the like, or in `macro_rules! name`? */
function isTemplate(before: readonly Node[]): boolean {
  if (before.at(-1)?.type === '!') return TEMPLATE_MACROS.has(before.at(-2)?.text ?? '');
  return before.at(-2)?.type === '!' && before.at(-3)?.text === 'macro_rules';
}
