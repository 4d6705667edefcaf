/**
 * Where the files are that ship beside the code: wasm modules and the tracer's own scripts.
 * Bundled, they stand next to the bundle in dist/ (scripts/build.ts copies them there); run from source,
 * they are found in the package or source folder that they come from. Reading them is left to the caller.
 */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export type AssetName = keyof typeof SOURCES;

/** Asset -> the package file, or the file relative to this folder, that it is copied from. */
const SOURCES = {
  'rustc_demangle.wasm': 'gecko-profiler-demangle/index_bg.wasm',
  'web-tree-sitter.wasm': 'web-tree-sitter/web-tree-sitter.wasm',
  'tree-sitter-rust.wasm': 'tree-sitter-rust/tree-sitter-rust.wasm',
  'rust_trace.h': '../tracer/bcc/rust_trace.h',
  'bccHeader.sh': '../tracer/bcc/bccHeader.sh',
  'bccKernel.sh': '../tracer/bcc/bccKernel.sh',
  'kernel.h': '../tracer/bcc/kernel.h',
  'supervisor.sh': '../tracer/supervisor.sh',
  'tracefs.sh': '../tracer/tracefs/tracefs.sh',
  'askpass.sh': '../tracer/askpass.sh',
} as const;

/** Of this file, or of the bundle that it is part of (scripts/bundle.ts puts `__dirname` here for CommonJS). */
const moduleFolder = import.meta.dirname;

/** Absolute path of an asset. Throws Node's `MODULE_NOT_FOUND` when the installation is incomplete. */
export function assetPath(name: AssetName): string {
  const besideBundle = join(moduleFolder, name);
  if (existsSync(besideBundle)) return besideBundle;
  const source = SOURCES[name];
  if (source.startsWith('../')) return join(moduleFolder, source);
  return createRequire(join(moduleFolder, 'assets.ts')).resolve(source);
}
