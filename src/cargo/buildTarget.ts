/** What cargo must be asked for: to make an artifact again, or to make the program that a file most likely belongs to. */

import path from 'node:path';
import type { Artifact, BuildTarget, TargetKind } from '../model/artifact.ts';
import { HumanError } from '../model/humanError.ts';
import type { CargoPackage, CargoTarget, CargoWorkspace } from './metadata.ts';
import { isInside } from './pathInside.ts';
import { targetsAround } from './targetsAround.ts';

export function buildTargetOf(artifact: Artifact, workspace: CargoWorkspace): BuildTarget {
  const { packageName, targetName, kind, profile, triple } = artifact;
  return { workspaceRoot: workspace.workspaceRoot, packageName, targetName, kind, profile, triple };
}

/**
 * The target that the file is of by its place (targetsAround.ts), unless a library; else the program of the package around it (its `default-run`, the one named
 * like the package, the first); else, for a library, a program of a member that depends on it, and at last its tests.
 * Profile `dev`, no triple. Throws a HumanError for a workspace in which nothing can be run or loaded.
 */
export function defaultBuildTarget(workspace: CargoWorkspace, file: string): BuildTarget {
  const owner = packageAround(workspace, file) ?? workspace.packages.find(hasProgram) ?? workspace.packages[0];
  const chosen = owner === undefined ? null : choose(workspace, owner, file);
  if (chosen === null) {
    throw new HumanError({ message: `Nothing that could run is built by the workspace ${workspace.workspaceRoot}.` });
  }
  return {
    workspaceRoot: workspace.workspaceRoot,
    packageName: chosen.owner.name,
    targetName: chosen.target.name,
    kind: targetKindOf(chosen.target),
    profile: 'dev',
    triple: null,
  };
}

/** The innermost package whose folder holds the file. */
export function packageAround(workspace: CargoWorkspace, file: string): CargoPackage | null {
  const around = workspace.packages.filter(({ root }) => isInside(root, file));
  return around.sort((a, b) => b.root.length - a.root.length)[0] ?? null;
}

interface Choice {
  readonly owner: CargoPackage;
  readonly target: CargoTarget;
}

function choose(workspace: CargoWorkspace, owner: CargoPackage, file: string): Choice | null {
  const around = targetsAround(owner, path.resolve(file));
  const own = (around.some(isLibrary) ? undefined : around[0]) ?? programOf(owner);
  if (own !== undefined && ownKindOf(own) !== null) return { owner, target: own };
  if (!owner.targets.some(({ kinds }) => kinds.includes('cdylib') || kinds.includes('dylib'))) {
    const user = dependents(workspace, owner).find(hasProgram);
    const program = user === undefined ? undefined : programOf(user);
    if (user !== undefined && program !== undefined) return { owner: user, target: program };
  }
  const order = ['example', 'cdylib', 'dylib', 'lib', 'test', 'bench'];
  const rank = (target: CargoTarget): number =>
    order.indexOf(ownKindOf(target) ?? (target.kinds.some(kind => kind === 'lib' || kind === 'rlib') ? 'lib' : ''));
  const [target] = owner.targets.filter(candidate => rank(candidate) >= 0).sort((a, b) => rank(a) - rank(b));
  return target === undefined ? null : { owner, target };
}

function programOf({ name, targets, defaultRun }: CargoPackage): CargoTarget | undefined {
  const programs = targets.filter(({ kinds }) => kinds.includes('bin'));
  return (
    programs.find(program => program.name === defaultRun) ??
    programs.find(program => program.name === name) ??
    programs[0]
  );
}

function hasProgram(candidate: CargoPackage): boolean {
  return programOf(candidate) !== undefined;
}

/** Members that depend on `library`, directly or through others; the nearest first. */
function dependents(workspace: CargoWorkspace, library: CargoPackage): CargoPackage[] {
  const found = [library];
  for (const { root } of found) {
    const direct = workspace.packages.filter(({ pathDependencies }) => pathDependencies.includes(root));
    found.push(...direct.filter(candidate => !found.includes(candidate)));
  }
  return found.slice(1);
}

function isLibrary(target: CargoTarget): boolean {
  return ownKindOf(target) === null || target.kinds.includes('lib') || target.kinds.includes('rlib');
}

/** A plain library can only run as its own unit tests. */
export function targetKindOf(target: CargoTarget): TargetKind {
  return ownKindOf(target) ?? 'test';
}

/** Null for plain libraries, procedural macros and build scripts. An example may be a library. */
export function ownKindOf({ kinds, crateTypes }: CargoTarget): TargetKind | null {
  const known: readonly TargetKind[] = ['bin', 'test', 'bench', 'cdylib', 'dylib'];
  const ownKind = known.find(kind => kinds.includes(kind));
  if (ownKind !== undefined || !kinds.includes('example')) return ownKind ?? null;
  if (crateTypes.includes('bin')) return 'example';
  return (['cdylib', 'dylib'] as const).find(type => crateTypes.includes(type)) ?? null;
}
