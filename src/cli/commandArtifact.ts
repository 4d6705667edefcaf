/** Which artifact the command after `--` runs: what it is started for is meant, whatever was built since. */

import { realpathSync } from 'node:fs';
import path from 'node:path';
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
  const wanted = realPath(program);
  const built = await resolver.artifacts(from, [process.cwd()], signal);
  return built.find(({ artifact }) => realPath(artifact.path) === wanted)?.artifact ?? null;
}

/** The path itself where there is no such file. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return path.resolve(file);
  }
}
