/**
 * Whether a demangled name is that of a function in a source file, where nothing but names is known. A name alone must
 * not be taken for another function's: what could be either is neither.
 */

import type { RustFunction } from '../model/rustFunction.ts';
import { isOfCrates, spellings, splitQualifiedSelf, withoutTypeArguments } from './demangledPath.ts';

/**
 * Whether it is the function of a file that is one of the modules (Rust paths, crate first: `demo::shapes`): a free
 * function of the very path, a method of a type of that module.
 */
export function isNamesake(demangled: string, fn: RustFunction, modules: readonly string[]): boolean {
  const name = withoutClosures(demangled);
  if (!isMethod(fn)) {
    const [plain = ''] = spellings(name);
    return !isOfTrait(name) && modules.some(module => plain === `${module}::${fn.path}`);
  }
  const { selfPath, traitPath } = taken(name);
  const crates = modules.map(module => `${module.split('::')[0] ?? module}::`);
  const type = selfPath.replace(/^dyn /, '');
  const home = crates.some(crate => type.startsWith(crate)) ? type : (traitPath ?? '');
  return isSameMethod(name, fn) && modules.some(module => home.startsWith(`${module}::`));
}

/** The same for a function that is the only one of its name in the sources of the crates, in whatever module. */
export function isOnlyNamesake(demangled: string, fn: RustFunction, crates: readonly string[]): boolean {
  const name = withoutClosures(demangled);
  if (!isOfCrates(name, crates)) return false;
  if (isMethod(fn)) return isSameMethod(name, fn);
  const [plain = ''] = spellings(name);
  return !isOfTrait(name) && plain.endsWith(`::${fn.path}`);
}

function isMethod({ kind, path }: RustFunction): boolean {
  return kind === 'traitImpl' || kind === 'inherent' || (kind === 'nested' && path.includes('<'));
}

/** Types are compared by their last names; with their arguments unless those are parameters of the impl. */
function isSameMethod(name: string, { path, isGeneric }: RustFunction): boolean {
  const wanted = taken(path);
  const found = taken(name);
  if (found.method !== wanted.method || (found.trait === null) !== (wanted.trait === null)) return false;
  if (!isGeneric) return found.self === wanted.self && found.trait === wanted.trait;
  const plain = (text: string | null): string => withoutTypeArguments(text ?? '');
  if (plain(found.trait) !== plain(wanted.trait)) return false;
  // `[T]` and `&T` stand for all slices and references, `T` for everything.
  const head = /^[[&(]/.exec(wanted.self)?.[0];
  if (head !== undefined) return found.self.startsWith(head);
  return plain(found.self) === plain(wanted.self) || /^[A-Z]\d?$/.test(wanted.self);
}

/** A method's types, as they are and by their short names. */
interface Method {
  readonly self: string;
  readonly selfPath: string;
  readonly trait: string | null;
  readonly traitPath: string | null;
  readonly method: string;
}

/** `demo::Stack<u8>::push`, `outer::<demo::Circle as core::fmt::Display>::fmt`: its types by their short names. */
function taken(path: string): Method {
  const whole = path.endsWith('>') ? path.slice(0, openingOf(path)).replace(/::$/, '') : path;
  const at = lastSeparator(whole);
  const method = whole.slice(at < 0 ? 0 : at + 2);
  const head = whole.slice(0, Math.max(0, at));
  const opening = head.endsWith('>') ? openingOf(head) : -1;
  const isQualified = opening === 0 || (opening > 0 && head.slice(0, opening).endsWith('::'));
  const qualified = isQualified ? splitQualifiedSelf(head.slice(opening)) : null;
  const selfPath = qualified?.self ?? head;
  const traitPath = qualified?.trait ?? null;
  const trait = traitPath === null ? null : shortened(traitPath);
  return { self: shortened(selfPath), selfPath, trait, traitPath, method };
}

function isOfTrait(name: string): boolean {
  return taken(name).trait !== null;
}

/** Where the `<` stands that belongs to the last `>`. */
function openingOf(text: string): number {
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === '>' && text[at - 1] !== '-') depth++;
    else if (text[at] === '<' && --depth === 0) return at;
  }
  return 0;
}

/** The last `::` outside of all brackets; -1 for none. */
function lastSeparator(text: string): number {
  let depth = 0;
  for (let at = text.length - 1; at > 0; at--) {
    if (text[at] === '>' && text[at - 1] !== '-') depth++;
    else if (text[at] === '<') depth--;
    else if (depth === 0 && text[at] === ':' && text[at - 1] === ':') return at - 1;
  }
  return -1;
}

/** Types without the modules before them: `Vec<Item>` of `alloc::vec::Vec<demo::Item>`. */
function shortened(type: string): string {
  return type.replaceAll('::<', '<').replaceAll(/(?:\b[\w#]+::)+/g, '');
}

/** Closures around a function are no part of its path in the source. */
function withoutClosures(demangled: string): string {
  return demangled.replaceAll(/::\{(?:\{closure\}|closure#\d+|async_fn#\d+)\}(?=::)/g, '');
}
