/** What could be built to get a source file compiled. */

import type { Artifact, BuildTarget } from '../model/artifact.ts';
import { packageAround, targetKindOf } from './buildTarget.ts';
import type { CargoWorkspace } from './metadata.ts';
import { targetsAround } from './targetsAround.ts';

/** Targets around the file that have not been built in any profile; a plain library stands for its own unit tests. */
export function unbuiltTargets(workspace: CargoWorkspace, file: string, artifacts: readonly Artifact[]): BuildTarget[] {
  const owner = packageAround(workspace, file);
  if (owner === null) return [];
  const targets = targetsAround(owner, file).filter(({ kinds }) => !kinds.includes('custom-build'));
  return targets.flatMap(target => {
    const kind = targetKindOf(target);
    const isBuilt = artifacts.some(
      built => built.packageName === owner.name && built.targetName === target.name && built.kind === kind,
    );
    if (isBuilt) return [];
    const { workspaceRoot } = workspace;
    return [{ workspaceRoot, packageName: owner.name, targetName: target.name, kind, profile: 'dev', triple: null }];
  });
}
