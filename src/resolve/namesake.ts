/**
 * Whether a demangled name is that of a function in a source file, where nothing but names is known. A name alone must
 * not be taken for another function's: what could be either is neither.
 */

import type { RustFunction } from '../model/rustFunction.ts';
import { isOfCrates, matchesPath, spellings } from './demangledPath.ts';

/**
 * `modules` are the Rust paths that the file may have, crate first: `demo::shapes`. A trait impl says nothing of the
 * module it stands in, so its types have to be enough; free functions and default methods are told by their module.
 */
export function isNamesake(demangled: string, fn: RustFunction, modules: readonly string[]): boolean {
  const name = withoutClosures(demangled);
  const qualifiedAt = fn.path.indexOf('<');
  if (fn.path.includes(' as ') && qualifiedAt >= 0) {
    const around = fn.path.slice(0, qualifiedAt);
    return (
      name.includes(around) && matchesPath(name, fn.path.slice(qualifiedAt)) && isOfCrates(name, cratesOf(modules))
    );
  }
  if (name.startsWith('<') && name.includes(' as ')) return false;
  const [plain = ''] = spellings(name);
  const path = spellings(fn.path)[0] ?? fn.path;
  if (!modules.some(module => plain === `${module}::${path}`) && !isOfOtherModule(plain, path, fn, modules))
    return false;
  // `impl Stack<u64>` and `impl Stack<u8>` have methods of one name.
  return fn.isGeneric || qualifiedAt < 0 || withTypeArguments(name).endsWith(`::${fn.path}`);
}

/** A type may be declared in another module than the file that has its methods. */
function isOfOtherModule(plain: string, path: string, { kind }: RustFunction, modules: readonly string[]): boolean {
  return kind === 'inherent' && plain.endsWith(`::${path}`) && isOfCrates(plain, cratesOf(modules));
}

function cratesOf(modules: readonly string[]): string[] {
  return modules.map(module => module.split('::')[0] ?? module);
}

/** Closures around a function are no part of its path in the source. */
function withoutClosures(demangled: string): string {
  return demangled.replaceAll(/::\{(?:\{closure\}|closure#\d+|async_fn#\d+)\}(?=::)/g, '');
}

/** `<demo::Stack<u8>>::total` (v0) and `demo::Stack<u8>::total` (legacy) in the latter spelling. */
function withTypeArguments(demangled: string): string {
  return demangled.replaceAll('::<', '<').replace(/^<(.*)>(::[^<>]+)$/, '$1$2');
}
