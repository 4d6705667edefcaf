/** The core of the extension for one command: a resolver over the built programs, and the parser of sources. */

import { assetPath } from '../binary/assets.ts';
import { loadDemangler } from '../binary/demangle.ts';
import { IndexCache } from '../binary/indexCache.ts';
import { indexCacheFolder } from '../resolve/indexCacheFolder.ts';
import { Resolver } from '../resolve/resolver.ts';
import { createRustParser, type RustParser } from '../source/rustParser.ts';

export interface Core {
  /** The caller disposes it. */
  readonly resolver: Resolver;
  readonly parser: RustParser;
}

export async function createCore(): Promise<Core> {
  const [parser] = await Promise.all([
    createRustParser({ engine: assetPath('web-tree-sitter.wasm'), language: assetPath('tree-sitter-rust.wasm') }),
    loadDemangler(assetPath('rustc_demangle.wasm')),
  ]);
  return { parser, resolver: new Resolver({ parser, cache: new IndexCache(indexCacheFolder()), readAhead: null }) };
}
