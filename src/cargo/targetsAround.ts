/** Which targets of a package a source file belongs to, judged by folders alone: for what has not been built. */

import path from 'node:path';
import type { CargoPackage, CargoTarget } from './metadata.ts';
import { isInside } from './pathInside.ts';

/**
 * The target whose root the file is; else those whose root's folder holds it, the innermost: `examples/big/part.rs` is
 * of the example `big`, `tests/common/mod.rs` may be of any test beside it. The package's own folder holds only what
 * lies directly in it.
 */
export function targetsAround({ root, targets }: CargoPackage, file: string): CargoTarget[] {
  const exact = targets.filter(({ source }) => source === file);
  if (exact.length > 0) return exact;
  const around = targets.filter(({ source }) => {
    const folder = path.dirname(source);
    return folder === root ? path.dirname(file) === root : isInside(folder, file);
  });
  const depth = Math.max(...around.map(({ source }) => path.dirname(source).length));
  return around.filter(({ source }) => path.dirname(source).length === depth);
}
