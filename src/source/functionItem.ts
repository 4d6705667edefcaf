/** A `function_item` of the tree -> a RustFunction. What surrounds it is given (scope.ts, leading.ts). */

import type { Node } from 'web-tree-sitter';
import type { Range0, RustFunction } from '../model/rustFunction.ts';
import type { Leading } from './leading.ts';
import { withoutRaw } from './pathText.ts';
import { end0, range0, start0 } from './position.ts';
import { hasTypeParameters, type Scope } from './scope.ts';

/** Null for a function that has no name of its own: `fn $name()` in a macro's definition. */
export function functionOfItem(node: Node, scope: Scope, leading: Leading, file: string): RustFunction | null {
  const identifier = node.childForFieldName('name');
  if (identifier?.type !== 'identifier') return null;
  const words = signatureWords(node);
  const name = withoutRaw(identifier.text);
  return {
    file,
    name,
    path: [...scope.path, name].join('::'),
    kind: scope.kind,
    isAsync: words.some(word => word.type === 'async'),
    isGeneric: scope.isGeneric || hasTypeParameters(node) || hasImplParameter(node),
    isTest: leading.isTest,
    isMain: name === 'main' && scope.kind === 'free' && scope.path.length === 0,
    nameRange: range0(identifier),
    itemRange: itemRange(node, leading),
    signatureLine0: (words[0] ?? identifier).startPosition.row,
  };
}

function itemRange(node: Node, leading: Leading): Range0 {
  return { start: leading.start ?? start0(node), end: end0(node) };
}

/** `const`, `async`, `unsafe`, `extern …`, `fn`. Not `default`, which rustc counts to what comes before. */
function signatureWords(node: Node): Node[] {
  return node.children
    .flatMap(child => (child.type === 'function_modifiers' ? child.children : [child]))
    .filter(word => SIGNATURE_WORDS.has(word.type));
}

const SIGNATURE_WORDS = new Set(['const', 'async', 'unsafe', 'extern_modifier', 'fn']);

/** `fn f(x: impl Trait)` has a type parameter without a name. */
function hasImplParameter(node: Node): boolean {
  const parameters = node.childForFieldName('parameters');
  return parameters !== null && /\bimpl\b/.test(parameters.text) && parameters.descendantsOfType('abstract_type').length > 0;
}
