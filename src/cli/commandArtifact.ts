/** Which artifact the command after `--` runs: what it is started for is meant, whatever was built since. */

import path from 'node:path';
import { realPath } from '../cargo/sameFile.ts';
import type { ArtifactKey } from '../model/artifact.ts';
import type { Resolver } from '../resolve/resolver.ts';

/** Null where the command is no artifact of the workspace of `from`: another program, a script, a name in PATH. */
export async function commandArtifact(
  resolver: Resolver,
  [program]: readonly string[],
  from: string,
  signal: AbortSignal,
): Promise<ArtifactKey | null> {
  if (program?.includes('/') !== true) return null;
  const wanted = realPath(path.resolve(program));
  for (const { artifact } of await resolver.artifacts(from, [process.cwd()], signal))
    if (realPath(artifact.path) === wanted) return artifact;
  return null;
}
