/** What to build so that the tests in a source file can run. */

import path from 'node:path';
import type { BuildTarget } from '../model/artifact.ts';
import { packageAround } from './buildTarget.ts';
import type { CargoWorkspace } from './metadata.ts';
import { targetsAround } from './targetsAround.ts';

/**
 * The target that the file is of by its place (targetsAround.ts), as a test, in profile `dev`. A file that a library and
 * a program may both be made of counts as the library's. Null for a build script, and outside of the workspace.
 */
export function testTargetOf(workspace: CargoWorkspace, file: string): BuildTarget | null {
  const owner = packageAround(workspace, file);
  if (owner === null) return null;
  const target = targetsAround(owner, path.resolve(file)).find(({ kinds }) => !kinds.includes('custom-build'));
  if (target === undefined) return null;
  return {
    workspaceRoot: workspace.workspaceRoot,
    packageName: owner.name,
    targetName: target.name,
    kind: target.kinds.includes('bench') ? 'bench' : 'test',
    profile: 'dev',
    triple: null,
    source: target.source,
  };
}
