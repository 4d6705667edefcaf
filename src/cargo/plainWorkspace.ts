/** Does all that is compiled from the folders of a workspace end up in what it builds? */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FileMemory } from './fileMemory.ts';
import type { CargoWorkspace } from './metadata.ts';

/**
 * No member has a build script or is a procedural macro, which with their own dependencies run during the build, and no
 * package outside of the workspace is used by its path. Reads one file; false where it cannot be known.
 */
export function isPlainWorkspace({ workspaceRoot, packages }: CargoWorkspace): boolean {
  const isMade = packages.every(({ targets }) =>
    targets.every(({ kinds }) => !kinds.includes('custom-build') && !kinds.includes('proc-macro')),
  );
  if (!isMade) return false;
  return byPath.get(path.join(workspaceRoot, 'Cargo.lock')) === packages.length;
}

const byPath = new FileMemory(lock => packagesByPath(readFileSync(lock, 'utf8')));

/**
 * How many packages come from a folder, whether by a dependency's path or by `[patch]`: the lock names the source of all
 * others. Members are always among them.
 */
function packagesByPath(lock: string): number {
  const tables = lock.split(/^\[\[/m).filter(table => table.startsWith('package]]'));
  return tables.filter(table => !/^source = /m.test(table)).length;
}
