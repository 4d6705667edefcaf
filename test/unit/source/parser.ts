/** The parser under test, made once, and texts made readable for tables. */

import { assetPath } from '../../../src/binary/assets.ts';
import type { RustFunction } from '../../../src/model/rustFunction.ts';
import { createRustParser, type RustParser } from '../../../src/source/rustParser.ts';

export const wasm = { engine: assetPath('web-tree-sitter.wasm'), language: assetPath('tree-sitter-rust.wasm') };

export const parser: RustParser = await createRustParser(wasm);

export function functionsOfText(text: string, file = '/home/ada/lib.rs'): RustFunction[] {
  const tree = parser.parse(text);
  try {
    return tree.functions(file);
  } finally {
    tree.delete();
  }
}

/** `inherent Stack<T>::push generic`: kind, path and what else is true of it. */
export function summary(found: RustFunction): string {
  const flags = [
    found.isAsync ? 'async' : '',
    found.isGeneric ? 'generic' : '',
    found.isTest ? 'test' : '',
    found.isMain ? 'main' : '',
    found.cfg === null ? '' : `cfg(${found.cfg})`,
  ];
  return [found.kind, found.path, ...flags].filter(word => word !== '').join(' ');
}
