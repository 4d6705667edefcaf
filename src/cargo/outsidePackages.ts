/** Packages that members of a workspace depend on by path and that lie outside of it: cargo builds them into it. */

import type { CargoPackage, CargoWorkspace, LoadWorkspace } from './metadata.ts';

/** More than any project has; a chain of broken manifests ends here. */
const MAX_FOLDERS = 64;

/** In the order in which they are come upon. Those that cargo cannot read are left out. `load` is asked about each. */
export async function outsidePackages(workspace: CargoWorkspace, load: LoadWorkspace): Promise<CargoPackage[]> {
  const known = new Set(workspace.packages.map(({ root }) => root));
  const found: CargoPackage[] = [];
  const waiting = workspace.packages.flatMap(({ pathDependencies }) => pathDependencies);
  for (const root of waiting) {
    if (known.has(root) || known.size >= MAX_FOLDERS + workspace.packages.length) continue;
    known.add(root);
    const outside = await packageAt(root, load);
    if (outside === null) continue;
    found.push(outside);
    waiting.push(...outside.pathDependencies);
  }
  return found;
}

async function packageAt(root: string, load: LoadWorkspace): Promise<CargoPackage | null> {
  try {
    return (await load(root)).packages.find(candidate => candidate.root === root) ?? null;
  } catch {
    return null;
  }
}
