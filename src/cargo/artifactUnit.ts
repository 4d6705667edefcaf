/** Which unit an artifact was made by. */

import { crateName } from './crateName.ts';
import { statSync } from 'node:fs';
import type { Artifact } from '../model/artifact.ts';
import { crateOf, outputsOf, type BuiltUnit } from './builtUnits.ts';

/**
 * Cargo links the finished file to what the unit has made, or copies it on file systems without hard links. Null where
 * several units may have made the copy, and where none has.
 */
export function unitOf(
  artifact: Pick<Artifact, 'packageName' | 'targetName' | 'kind' | 'path' | 'inode'>,
  units: readonly BuiltUnit[],
): BuiltUnit | null {
  const isTest = artifact.kind === 'test' || artifact.kind === 'bench';
  const finished = idOf(artifact.path);
  const copies: BuiltUnit[] = [];
  for (const unit of units) {
    if (unit.packageName !== artifact.packageName || unit.note.startsWith('test-') !== isTest) continue;
    if (crateOf(unit) !== crateName(artifact.targetName)) continue;
    for (const output of outputsOf(unit)) {
      const made = idOf(output);
      if (made === null) continue;
      if (made.inode === artifact.inode) return unit;
      if (made.size === finished?.size) copies.push(unit);
    }
  }
  return copies.length === 1 ? (copies[0] ?? null) : null;
}

/** Null where there is no such file. The inode as in Artifact. */
export function idOf(file: string): { readonly inode: string; readonly size: bigint } | null {
  try {
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stat === undefined ? null : { inode: `${stat.dev}:${stat.ino}`, size: stat.size };
  } catch {
    return null;
  }
}
