/**
 * What surrounds a function: the path that leads to it, and what a `fn` at this place is.
 * Made from the enclosing items alone; the function itself is read in functionItem.ts.
 */

import type { Node } from 'web-tree-sitter';
import type { RustFunctionKind } from '../model/rustFunction.ts';
import { pathText, withoutRaw } from './pathText.ts';

export interface Scope {
  /** Modules, functions and the type around, outermost first. */
  readonly path: readonly string[];
  /** Kind of a function that stands right here. */
  readonly kind: RustFunctionKind;
  /** The impl or trait right around has type or const parameters (a trait has `Self`). */
  readonly isGeneric: boolean;
  /** A module of the file's own, not one inside a function or macro. */
  readonly isModule: boolean;
  /** Predicate of the nearest `#[cfg(…)]` around. */
  readonly cfg: string | null;
}

/** Deeper items are not looked for: nobody writes them, and their paths would add up to a multiple of the text. */
export const MAX_DEPTH = 200;

export const FILE_SCOPE: Scope = { path: [], kind: 'free', isGeneric: false, isModule: true, cfg: null };

/** The scope inside a node that stands in `outer`; `outer` itself for most nodes. */
export function scopeInside(node: Node, outer: Scope): Scope {
  const inMacro = outer.kind === 'macroBody';
  switch (node.type) {
    case 'mod_item': {
      const kind = outer.isModule || inMacro ? outer.kind : 'nested';
      return { ...outer, path: [...outer.path, nameOf(node)], kind, isGeneric: false };
    }
    case 'trait_item': {
      const kind = inMacro ? outer.kind : 'traitDefault';
      return { ...outer, path: [...outer.path, nameOf(node)], kind, isGeneric: true, isModule: false };
    }
    case 'impl_item':
      return insideImpl(node, outer);
    case 'function_item':
      return insideFunction(nameOf(node), outer);
    case 'block':
      return { ...outer, kind: inMacro ? outer.kind : 'nested', isGeneric: false, isModule: false };
    case 'macro_invocation':
      return { ...outer, kind: 'macroBody', isModule: false };
    default:
      return outer;
  }
}

export function insideFunction(name: string, outer: Scope): Scope {
  const kind = outer.kind === 'macroBody' ? 'macroBody' : 'nested';
  return { ...outer, path: [...outer.path, name], kind, isGeneric: false, isModule: false };
}

function insideImpl(node: Node, outer: Scope): Scope {
  const type = node.childForFieldName('type');
  const trait = node.childForFieldName('trait');
  const typeText = pathText(type?.text ?? '');
  const kind = trait === null ? 'inherent' : 'traitImpl';
  return {
    ...outer,
    path: [...outer.path, trait === null ? selfPath(type, typeText) : `<${typeText} as ${pathText(trait.text)}>`],
    kind: outer.kind === 'macroBody' ? outer.kind : kind,
    isGeneric: declaresTypes(node.childForFieldName('type_parameters')),
    isModule: false,
  };
}

function nameOf(item: Node): string {
  return withoutRaw(item.childForFieldName('name')?.text ?? '');
}

/** `Stack<T>` is itself a path; `[T]` and `dyn Shape` need brackets to be one. */
function selfPath(type: Node | null, typeText: string): string {
  const isPath = ['type_identifier', 'scoped_type_identifier', 'generic_type', 'primitive_type'];
  return isPath.includes(type?.type ?? '') ? typeText : `<${typeText}>`;
}

/** Are there type or const parameters, not lifetimes alone? */
export function declaresTypes(typeParameters: Node | null | undefined): boolean {
  const parameters = typeParameters?.namedChildren ?? [];
  return parameters.some(parameter => parameter.type === 'type_parameter' || parameter.type === 'const_parameter');
}
