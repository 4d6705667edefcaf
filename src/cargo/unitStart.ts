/** When a unit was begun: what cargo compares sources with, since an edit while it compiles or links is not in it. */

import path from 'node:path';
import { unitDepInfo, type BuiltUnit } from './builtUnits.ts';
import { statOf } from './fileMemory.ts';

/**
 * Milliseconds since the epoch; infinitely late where cargo has not noted it. Once the compiler has succeeded, cargo
 * sets its own dep-info back to the beginning. Source: `src/cargo/core/compiler/mod.rs` of cargo.
 */
export function unitStartMs({ fingerprint, note }: BuiltUnit): number {
  return statOf(path.join(fingerprint, `dep-${note}`))?.mtimeMs ?? Infinity;
}

/**
 * By source file, when the last library was begun that was compiled from it. What is newer is in none of them. Where
 * several crates share a file the latest counts, so that what is called newer is newer than all.
 */
export function libraryStarts(units: readonly BuiltUnit[], workspaceRoot: string): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  const libraries = units.filter(({ note }) => note.startsWith('lib-'));
  const read = libraries.map(unit => ({
    startMs: unitStartMs(unit),
    depInfo: unitDepInfo(unit, workspaceRoot),
  }));
  for (const { startMs, depInfo } of read) {
    for (const source of depInfo?.sources ?? []) starts.set(source, Math.max(startMs, starts.get(source) ?? 0));
  }
  return starts;
}
