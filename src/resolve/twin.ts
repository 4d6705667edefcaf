/** A function that the optimiser may have kept instead of another: identical machine code is kept once. */

import type { Stats } from 'node:fs';
import { FileMemory, sourceText } from '../cargo/fileMemory.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import type { RustParser } from '../source/rustParser.ts';

/**
 * Functions of the source files (absolute paths) that do the same as `wanted`, apart from the names of variables. Files
 * that cannot be read or parsed have none. Methods are compared within their type: fields of one name lie elsewhere in
 * another.
 */
export function twinsOf(
  wanted: RustFunction,
  sources: readonly string[],
  parser: RustParser,
  signal?: AbortSignal,
): RustFunction[] {
  const shape = functionsWithShape(wanted.file, parser).find(({ fn }) => isSame(fn, wanted))?.shape ?? null;
  if (shape === null || wanted.isGeneric) return [];
  const twins: RustFunction[] = [];
  for (const file of sources) {
    signal?.throwIfAborted();
    for (const other of functionsWithShape(file, parser)) {
      if (other.shape !== shape || isSame(other.fn, wanted) || other.fn.isGeneric) continue;
      if (/\bself\b/i.test(shape) && around(other.fn) !== around(wanted)) continue;
      twins.push(other.fn);
    }
  }
  return twins;
}

interface Shaped {
  readonly fn: RustFunction;
  readonly shape: string | null;
}

/** Of source files, by the parser that read them: one absence after the other asks for all of them. */
const shapes = new WeakMap<RustParser, FileMemory<readonly Shaped[]>>();

function functionsWithShape(file: string, parser: RustParser): readonly Shaped[] {
  let known = shapes.get(parser);
  if (known === undefined) {
    known = new FileMemory((source, stat) => readShapes(source, stat, parser), 512);
    shapes.set(parser, known);
  }
  return known.get(file) ?? [];
}

function readShapes(file: string, stat: Stats, parser: RustParser): readonly Shaped[] {
  const text = sourceText(file, stat);
  try {
    const tree = parser.parse(text);
    try {
      return tree.functions(file).map(fn => ({ fn, shape: tree.shapeOf(fn) }));
    } finally {
      tree.delete();
    }
  } catch {
    return [];
  }
}

function isSame(a: RustFunction, b: RustFunction): boolean {
  return a.file === b.file && a.path === b.path && a.signatureLine0 === b.signatureLine0;
}

function around({ path }: RustFunction): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('::')));
}
