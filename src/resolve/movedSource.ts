/**
 * A function in a binary that was compiled elsewhere, as in a container: its source has another path there
 * (`/build/src/main.rs`), or one that `--remap-path-prefix` made up. It is known by the place of the file in its package,
 * its crate and its path in the file. What could be either of two files is neither.
 */

import type { FunctionRecord } from '../binary/functionRecord.ts';
import type { RustFunction } from '../model/rustFunction.ts';
import { isOfCrates, matchesPath } from './demangledPath.ts';
import type { OpenArtifact } from './openArtifact.ts';
import { asFunctionPath, demangledName, identifierOf, isShim } from './recordName.ts';

/** `place`: path of the source file in its package. `crates`: those of the package. Rejects as the index does. */
export async function movedHomes(
  { index }: OpenArtifact,
  { name, path }: RustFunction,
  place: string,
  crates: readonly string[],
  signal?: AbortSignal,
): Promise<FunctionRecord[]> {
  const found = (await index.declaredIn(file => endsIn(file, place), signal)).filter(record => {
    const demangled = demangledName(record);
    return (
      identifierOf(record) === name &&
      !isShim(demangled) &&
      isOfCrates(demangled, crates) &&
      matchesPath(asFunctionPath(demangled), path)
    );
  });
  return new Set(found.map(({ declFile }) => declFile)).size === 1 ? found : [];
}

function endsIn(file: string, place: string): boolean {
  return file === place || file.endsWith(`/${place}`);
}
