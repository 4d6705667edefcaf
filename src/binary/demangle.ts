/**
 * Mangled Rust symbols, legacy (`_ZN…17h…E`) and v0 (`_R…`), as a person writes the path: without hash and
 * `.llvm.N` suffix. The work is done by the rustc-demangle crate compiled to WebAssembly (gecko-profiler-demangle);
 * Node cannot load that package's own entry, which imports the module as ECMAScript, so it is instantiated here.
 */

import { readFile } from 'node:fs/promises';
import { webAssembly, type WasmModule } from './webAssembly.ts';

/** What the module exports; strings are a pointer and a length in its memory. */
interface DemangleExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly demangle_any: (pointer: number, length: number) => [pointer: number, length: number];
  readonly __wbindgen_malloc: (length: number, align: number) => number;
  readonly __wbindgen_free: (pointer: number, length: number, align: number) => void;
}

let demangler: Demangler | null = null;

/** Must have resolved before the first `demangle`. `wasmPath` is the module's file (`assetPath`). Rejects as Node does. */
export async function loadDemangler(wasmPath: string): Promise<void> {
  demangler ??= new Demangler(await webAssembly.compile(await readFile(wasmPath)));
}

/** The demangled path, or the symbol itself when it is none of Rust's or is damaged. */
export function demangle(symbol: string): string {
  if (demangler === null) throw new Error('demangle before loadDemangler');
  return demangler.demangle(symbol);
}

/** Symbols of Rust, with or without a suffix of the linker's or LLVM's. */
const RUST_SYMBOL = /^_R|^_ZN.*17h[0-9a-f]{16}E/;

class Demangler {
  readonly #module: WasmModule;
  #exports: DemangleExports;

  constructor(module: WasmModule) {
    this.#module = module;
    this.#exports = instantiate(module);
  }

  demangle(symbol: string): string {
    if (!RUST_SYMBOL.test(symbol)) return symbol;
    try {
      const demangled = this.#call(symbol);
      // The module answers what it cannot demangle without its first underscore.
      return demangled === symbol.slice(1) ? symbol : demangled;
    } catch {
      // A trap or a full stack leaves the instance in an unknown state; the next call gets a fresh one.
      this.#exports = instantiate(this.#module);
      return symbol;
    }
  }

  #call(symbol: string): string {
    const { memory, demangle_any, __wbindgen_malloc, __wbindgen_free } = this.#exports;
    const input = Buffer.from(symbol);
    const inputPointer = __wbindgen_malloc(input.length, 1) >>> 0;
    new Uint8Array(memory.buffer).set(input, inputPointer); // which demangle_any frees
    const [pointer, length] = demangle_any(inputPointer, input.length);
    const output = Buffer.from(memory.buffer, pointer >>> 0, length).toString();
    __wbindgen_free(pointer, length, 1);
    return output;
  }
}

function instantiate(module: WasmModule): DemangleExports {
  // The one import sets up a table for references to JavaScript objects, of which there are none here.
  const imports = { './index_bg.js': { __wbindgen_init_externref_table: () => undefined } };
  return new webAssembly.Instance(module, imports).exports as DemangleExports;
}
