/**
 * What a function is called where all are listed: its path without hash and type arguments, each closure by its number.
 * Legacy mangling has no numbers and v0 calls every body a closure; debug information knows both.
 */

import { demangle } from '../binary/demangle.ts';
import type { FunctionNames } from '../binary/functionRecord.ts';
import { functionPath, splitQualifiedSelf } from './demangledPath.ts';
import { demangledName } from './recordName.ts';

const MANGLED_BODY = /\{\{closure\}\}|\{closure#\d+\}/g;
/** rustc, debuginfo/type_names.rs: `{closure#0}`, `{async_fn#0}`, `{async_block#0}`, `{gen_block#0}`, … */
const DESCRIBED_BODY = /^\{(?:closure|(?:async_|gen_|async_gen_)(?:fn|block|closure))#\d+\}/;

/**
 * `demo::db::open`, `<demo::Circle as demo::Shape>::area`, `demo::fetch::{async_fn#0}`. `paths`: kept while very many are
 * asked for, most of which are instances of few functions.
 */
export function catalogName(names: FunctionNames, paths = new Map<string, string>()): string {
  const path = pathOf(names, paths);
  const described = [...names.path, names.name].flatMap(part => DESCRIBED_BODY.exec(part)?.[0] ?? []);
  const mangled = path.match(MANGLED_BODY) ?? [];
  if (mangled.length !== described.length) return path;
  let at = 0;
  return path.replaceAll(MANGLED_BODY, body => described[at++] ?? body);
}

/** The end of a legacy symbol: all of it that tells instances of a function apart. */
const HASH = /17h[0-9a-f]{16}E$/;

function pathOf(names: FunctionNames, paths: Map<string, string>): string {
  const { linkageName } = names;
  if (linkageName === null || !HASH.test(linkageName)) return functionPath(demangledName(names));
  const symbol = linkageName.replace(HASH, '');
  let path = paths.get(symbol);
  if (path === undefined) {
    path = functionPath(demangledName(names));
    paths.set(symbol, path);
  }
  return path;
}

/** Of a function that has nothing but a symbol. */
export function symbolName(symbol: string): string {
  return functionPath(demangle(symbol));
}

/** What a compiler puts apart of a function since it seldom runs: entered by jumps out of it, so it is no function. */
export function isColdPart(symbol: string): boolean {
  return /\.cold(?:\.\d+)?$/.test(symbol);
}

/**
 * The crate of a symbol, with what tells its versions apart where the name says that; empty for what is not Rust. Legacy
 * mangling does not say which crate an impl stands in: that of the type, unless the type is Rust's own.
 */
export function crateOfSymbol(symbol: string): { readonly crate: string; readonly disambiguator: string | null } {
  // RFC 2603: the first crate root is that of the path itself.
  const root = /^_R.*?C(?:s([0-9a-zA-Z]*)_)?(\d+)_?(?=[A-Za-z_])/.exec(symbol);
  if (root !== null) {
    const end = root[0].length;
    return { crate: symbol.slice(end, end + Number(root[2])), disambiguator: root[1] ?? null };
  }
  const demangled = demangle(symbol);
  if (demangled === symbol) return { crate: '', disambiguator: null };
  const qualified = splitQualifiedSelf(demangled);
  const heads = qualified === null ? [demangled] : [qualified.self, qualified.trait ?? ''];
  const crates = heads.flatMap(head => /(?:^|[&*[( ])(\w+)::/.exec(head)?.[1] ?? []);
  return { crate: crates.find(crate => !STANDARD_CRATES.has(crate)) ?? crates[0] ?? '', disambiguator: null };
}

/** Of those that come compiled with Rust, the ones whose names nothing else has. */
export const STANDARD_CRATES: ReadonlySet<string> = new Set([
  '__rustc',
  'alloc',
  'compiler_builtins',
  'core',
  'panic_abort',
  'panic_unwind',
  'proc_macro',
  'std',
  'std_detect',
  'test',
  'unwind',
]);

/** Those that `std` makes its backtraces with; few programs use them themselves. */
export const BACKTRACE_CRATES: ReadonlySet<string> = new Set([
  'addr2line',
  'adler2',
  'gimli',
  'miniz_oxide',
  'object',
  'rustc_demangle',
]);
