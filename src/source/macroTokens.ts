/**
 * Functions inside the brackets of a macro call, such as `cfg_if! { … fn a() {} … }`. To the grammar these are only
 * tokens, so this goes by what an item looks like: some tokens, the last of which are braces. What those tokens say is
 * read in macroItem.ts.
 */

import type { Node } from 'web-tree-sitter';
import type { RustFunction } from '../model/rustFunction.ts';
import { itemOfTokens } from './macroItem.ts';
import type { Scope } from './scope.ts';
import type { Source } from './walk.ts';

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

/** All functions at any depth of a token tree that stands in `scope`, in no particular order. */
export function functionsInTokens(tokenTree: Node, scope: Scope, source: Source): RustFunction[] {
  const functions: RustFunction[] = [];
  const trees: Tree[] = [{ node: tokenTree, scope }];
  for (let tree = trees.pop(); tree !== undefined; tree = trees.pop()) {
    let header: Node[] = [];
    for (const token of tree.node.children) {
      if (token.type === ';' || isTemplate(header, token)) {
        header = [];
      } else if (token.type !== 'token_tree') {
        header.push(token);
      } else {
        let inner = tree.scope;
        if (source.text[token.startIndex] === '{') {
          const item = itemOfTokens(header, token, tree.scope, source);
          if (item?.function) functions.push(item.function);
          inner = item?.scope ?? tree.scope;
          header = [];
        } else {
          header.push(token);
        }
        if (source.fnWords.within(token.startIndex, token.endIndex)) trees.push({ node: token, scope: inner });
      }
    }
  }
  return functions;
}

/** Is `token` the argument of `quote!` or the like, or the body of a `macro_rules!`? */
function isTemplate(before: readonly Node[], token: Node): boolean {
  if (token.type !== 'token_tree') return false;
  if (before.at(-1)?.type === '!') return TEMPLATE_MACROS.has(before.at(-2)?.text ?? '');
  return before.at(-2)?.type === '!' && before.at(-3)?.text === 'macro_rules';
}
