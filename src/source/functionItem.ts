/** A `function_item` of the tree -> a RustFunction. What surrounds it is given (scope.ts, leading.ts). */

import type { Node } from 'web-tree-sitter';
import type { RustFunction } from '../model/rustFunction.ts';
import type { Around } from './leading.ts';
import { withoutRaw } from './pathText.ts';
import { end0, range0, start0 } from './position.ts';
import { declaresTypes } from './scope.ts';

/** Null for a function that has no name of its own: `fn $name()` in a macro's definition. */
export function functionOfItem(node: Node, { scope, leading }: Around, file: string): RustFunction | null {
  const parts = new Map(node.children.map(child => [child.type, child]));
  const identifier = parts.get('identifier');
  if (identifier === undefined) return null;
  const modifiers = parts.get('function_modifiers')?.children ?? [];
  const name = withoutRaw(identifier.text);
  return {
    file,
    name,
    path: [...scope.path, name].join('::'),
    kind: scope.kind,
    isAsync: modifiers.some(modifier => modifier.type === 'async'),
    isGeneric:
      scope.isGeneric || declaresTypes(parts.get('type_parameters')) || hasImplParameter(parts.get('parameters')),
    isTest: leading.isTest,
    cfg: leading.cfg ?? scope.cfg,
    isMain: name === 'main' && scope.kind === 'free' && scope.path.length === 0,
    nameRange: range0(identifier),
    itemRange: { start: leading.start ?? start0(node), end: end0(node) },
    signatureLine0: node.startPosition.row,
  };
}

/** `fn f(x: impl Trait)` has a type parameter without a name. */
function hasImplParameter(parameters: Node | undefined): boolean {
  if (parameters === undefined || !/\bimpl\b/.test(parameters.text)) return false;
  return parameters.descendantsOfType('abstract_type').length > 0;
}
