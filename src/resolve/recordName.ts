/** What a function of the debug information is called: by rustc, and by people. */

import { demangle } from '../binary/demangle.ts';
import type { FunctionNames } from '../binary/functionRecord.ts';
import { withoutTypeArguments } from './demangledPath.ts';

/** `{{closure}}` (legacy) or `{closure#0}` (v0) at the end: a closure, or the poll body of an async fn. */
const CLOSURE_TAIL = /::\{(?:\{closure\}|closure#0)\}$/;

export function isClosureName(demangled: string): boolean {
  return CLOSURE_TAIL.test(demangled);
}

/** Code that the compiler made to call the function through a pointer; what it calls is a home of its own. */
export function isShim(demangled: string): boolean {
  return /\{(?:shim:|\{(?:reify|vtable)\.shim\})/.test(demangled);
}

/** The path of the function that a closure or poll body stands in; other paths as they are. */
export function asFunctionPath(demangled: string): string {
  return demangled.replace(CLOSURE_TAIL, '');
}

/** DWARF calls an async fn's body `{async_fn#0}`, inside a namespace of the function's own name. */
export function isPollBody({ name }: Pick<FunctionNames, 'name'>): boolean {
  return name.startsWith('{async_fn#');
}

/** The identifier in the source, without `r#` and type arguments. */
export function identifierOf({ name, path }: Pick<FunctionNames, 'name' | 'path'>): string {
  const own = isPollBody({ name }) ? (path.at(-1) ?? '') : name;
  return withoutTypeArguments(own).replace(/^r#/, '');
}

/** The path that its symbol says, or, where it has none, the one that its scopes make; as mangling leaves it. */
export function demangledName({ name, linkageName, path }: FunctionNames): string {
  return linkageName === null ? [...path, name].join('::') : demangle(linkageName);
}

/**
 * As a person reads it: `demo::largest<u64>`, `demo::fetch::{async_fn#0}`. Legacy mangling forgets type arguments and
 * calls a poll body a closure; DWARF knows both.
 */
export function displayName(record: FunctionNames): string {
  const demangled = demangledName(record);
  if (isPollBody(record)) return `${asFunctionPath(demangled)}::{async_fn#0}`.replace(/(::\{async_fn#0\}){2}$/, '$1');
  const plain = demangled.replaceAll('::<', '<');
  const typeArguments = record.name.indexOf('<');
  return typeArguments > 0 && !plain.endsWith('>') ? plain + record.name.slice(typeArguments) : plain;
}
