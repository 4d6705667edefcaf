/** A resolver as the server and the command line make it, without anything kept on disk. */

import { assetPath } from '../../src/binary/assets.ts';
import { loadDemangler } from '../../src/binary/demangle.ts';
import { Resolver } from '../../src/resolve/resolver.ts';
import { createRustParser } from '../../src/source/rustParser.ts';

export async function createResolver(): Promise<Resolver> {
  await loadDemangler(assetPath('rustc_demangle.wasm'));
  const parser = await createRustParser({
    engine: assetPath('web-tree-sitter.wasm'),
    language: assetPath('tree-sitter-rust.wasm'),
  });
  return new Resolver({ parser, cache: null, readAhead: null });
}
