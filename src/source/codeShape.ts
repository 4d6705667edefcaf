/**
 * What a function does, whatever it and its variables are called: two functions of one shape become the same machine
 * code, of which an optimiser keeps one.
 */

import type { Node } from 'web-tree-sitter';

/** Parameters, return type and body of a `function_item` as one text, its variables numbered in order of appearance. */
export function codeShape(item: Node): string {
  const parts = ['parameters', 'return_type', 'body'].flatMap(field => item.childForFieldName(field) ?? []);
  const numbers = new Map<string, string>();
  for (const part of parts) {
    for (const pattern of patternsIn(part)) {
      for (const bound of pattern.descendantsOfType('identifier')) {
        if (!numbers.has(bound.text)) numbers.set(bound.text, `$${numbers.size}`);
      }
    }
  }
  return parts.map(part => tokensOf(part, numbers).join(' ')).join(' ; ');
}

/** Where variables get their names. */
function patternsIn(part: Node): Node[] {
  return part
    .descendantsOfType(['parameter', 'let_declaration', 'for_expression', 'closure_parameters'])
    .flatMap(node => (node.type === 'closure_parameters' ? node : (node.childForFieldName('pattern') ?? [])));
}

function tokensOf(part: Node, numbers: ReadonlyMap<string, string>): string[] {
  const tokens: string[] = [];
  const rest: Node[] = [part];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (node.type.endsWith('_comment')) continue;
    if (node.childCount === 0 || node.type.endsWith('literal')) {
      tokens.push((node.type === 'identifier' ? numbers.get(node.text) : undefined) ?? node.text);
    } else rest.push(...node.children.toReversed());
  }
  return tokens;
}
