/** The target that a person means by its name alone. */

import type { TargetKind } from '../model/artifact.ts';
import { ownKindOf } from './buildTarget.ts';
import type { CargoPackage, CargoTarget, CargoWorkspace } from './metadata.ts';

export interface NamedTarget {
  readonly workspace: CargoWorkspace;
  readonly package: CargoPackage;
  readonly target: CargoTarget;
  readonly kind: TargetKind;
}

/** What can be run or loaded; of several with one name the kind that stands first here. */
const ORDER: readonly TargetKind[] = ['bin', 'example', 'test', 'bench', 'cdylib', 'dylib'];

/** In the first workspace that has one. Null where no target has the name but plain libraries and build scripts. */
export function targetNamed(workspaces: readonly CargoWorkspace[], name: string): NamedTarget | null {
  for (const workspace of workspaces) {
    const named = workspace.packages.flatMap(owner =>
      owner.targets.flatMap(target => {
        const kind = target.name === name ? ownKindOf(target) : null;
        return kind === null ? [] : [{ workspace, package: owner, target, kind }];
      }),
    );
    const [first] = named.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
    if (first !== undefined) return first;
  }
  return null;
}
