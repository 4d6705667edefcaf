import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { assetPath, type AssetName } from '../../../src/binary/assets.ts';

describe('assetPath', () => {
  const names: readonly AssetName[] = [
    'rustc_demangle.wasm',
    'web-tree-sitter.wasm',
    'tree-sitter-rust.wasm',
    'rust_trace.h',
    'bccHeader.sh',
    'bccKernel.sh',
    'kernel.h',
    'supervisor.sh',
    'tracefs.sh',
    'askpass.sh',
  ];
  for (const name of names) {
    it(`finds ${name} when running from source`, () => {
      assert.ok(statSync(assetPath(name)).size > 0);
    });
  }
});
