/** The function symbols of a binary, as binutils' nm lists them. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const maxBuffer = 256 * 1024 * 1024;

export interface Symbols {
  /** Mangled name -> virtual address. */
  readonly addresses: ReadonlyMap<string, bigint>;
  /** The lowest of them. */
  readonly firstAddress: bigint;
  /** Paths without type arguments, as `symbolPath` writes them. */
  readonly paths: ReadonlySet<string>;
}

export async function readSymbols(binary: string): Promise<Symbols> {
  const run = promisify(execFile);
  const [mangled, demangled] = await Promise.all([
    run('nm', ['--defined-only', binary], { maxBuffer }),
    run('nm', ['--defined-only', '-C', binary], { maxBuffer }),
  ]);
  const addresses = functionLines(mangled.stdout).map(([address, name]) => [name, BigInt(`0x${address}`)] as const);
  return {
    addresses: new Map(addresses),
    firstAddress: addresses.reduce((lowest, [, address]) => (address < lowest ? address : lowest), 1n << 64n),
    paths: new Set(functionLines(demangled.stdout).map(([, name]) => normalized(name))),
  };
}

/** The path of a function as `Symbols.paths` has it: `module` from its crate on, `path` as `RustFunction.path`. */
export function symbolPath(module: string, path: string): string {
  return normalized(path.startsWith('<') ? `<${module}::${path.slice(1)}` : `${module}::${path}`);
}

function functionLines(output: string): [string, string][] {
  return Array.from(output.matchAll(/^([0-9a-f]+) [tTwW] (.+)$/gm), ([, address = '', name = '']) => [address, name]);
}

/** `<fd::walk::Buffer<W> as core::fmt::Display>::fmt` -> `fd::walk::Buffer as Display::fmt`. */
function normalized(path: string): string {
  const [, type, trait, name] = /^<(.+) as (.+)>::([^:]+)$/.exec(path) ?? [];
  if (type === undefined || trait === undefined)
    return withoutTypeArguments(path.replace(/^<(.+)>::([^:]+)$/, '$1::$2'));
  const lastSegment = withoutTypeArguments(trait).split('::').at(-1) ?? '';
  return `${withoutTypeArguments(type)} as ${lastSegment}::${name ?? ''}`;
}

function withoutTypeArguments(path: string): string {
  let text = path.replaceAll('::<', '<');
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(/<[^<>]*>/g, '');
  }
  return text;
}
