/** What part a source file plays in a workspace: what is made of it, and who wrote it. */

import { packageAround } from './buildTarget.ts';
import { builtUnits, unitDepInfo } from './builtUnits.ts';
import { nearestManifest } from './manifest.ts';
import type { CargoWorkspace } from './metadata.ts';
import { readPackageManifest, type PackageManifest } from './packageManifest.ts';
import { profileFolders } from './profileFolders.ts';
import { isAmong } from './sameFile.ts';
import { sourceOrigin } from './sourceOrigin.ts';
import { targetsAround } from './targetsAround.ts';

export type SourceRole =
  /** Runs during the build, and is in no program. */
  | 'build-script'
  /** Runs inside the compiler, and is in no program but its own unit tests. */
  | 'proc-macro'
  /** Of a member of the workspace. */
  | 'crate'
  /** Of a package outside of the workspace that lies on this disk. */
  | 'path-dependency'
  /** Of a package that was downloaded: from a registry or by git, in cargo's cache or vendored. */
  | 'downloaded'
  | 'standard-library';

/**
 * Null for a file of no package. A file that is shared between a crate and a build script is the crate's. Dep-info
 * decides where something was compiled from the file, its place otherwise.
 */
export function roleOf(workspace: CargoWorkspace, file: string): SourceRole | null {
  const manifest = nearestManifest(file);
  const origin = sourceOrigin(file, manifest);
  if (origin === 'standard-library') return origin;
  if (manifest === null) return null;
  const owner = packageOf(workspace, file, manifest);
  if (owner === null) return null;
  const found = owner.isOrdinary ? 'ordinary' : (useByDepInfo(workspace, owner, file) ?? owner.useByPlace);
  if (found !== 'ordinary') return found;
  if (origin !== 'own') return 'downloaded';
  return owner.isMember ? 'crate' : 'path-dependency';
}

type Use = 'ordinary' | 'proc-macro' | 'build-script';

interface Owner extends Pick<PackageManifest, 'name' | 'isProcMacro'> {
  readonly isMember: boolean;
  /** It has neither a build script nor a procedural macro. */
  readonly isOrdinary: boolean;
  readonly useByPlace: Use;
}

function packageOf(workspace: CargoWorkspace, file: string, manifest: string): Owner | null {
  const member = packageAround(workspace, file);
  if (member !== null && member.manifest === manifest) {
    const around = targetsAround(member, file);
    const isOnly = (kind: string): boolean => around.length > 0 && around.every(({ kinds }) => kinds.includes(kind));
    const useByPlace = isOnly('custom-build') ? 'build-script' : isOnly('proc-macro') ? 'proc-macro' : 'ordinary';
    const isProcMacro = member.targets.some(({ kinds }) => kinds.includes('proc-macro'));
    const isOrdinary = !isProcMacro && !member.targets.some(({ kinds }) => kinds.includes('custom-build'));
    return { name: member.name, isProcMacro, isMember: true, isOrdinary, useByPlace };
  }
  const found = readPackageManifest(manifest);
  if (found === null) return null;
  const { name, isProcMacro, buildScript } = found;
  const useByPlace = buildScript === file ? 'build-script' : isProcMacro ? 'proc-macro' : 'ordinary';
  const isOrdinary = !isProcMacro && buildScript === null;
  return { name, isProcMacro, isMember: false, isOrdinary, useByPlace };
}

/** What was compiled from the file, in any profile; null for nothing. */
function useByDepInfo(workspace: CargoWorkspace, { name, isProcMacro }: Owner, file: string): Use | null {
  const uses = new Set<Use>();
  for (const folder of profileFolders(workspace)) {
    for (const unit of builtUnits(folder, packageName => packageName === name)) {
      const depInfo = unitDepInfo(unit, workspace.workspaceRoot);
      if (depInfo === null || !isAmong(file, depInfo.sources)) continue;
      const use = useOf(unit.note, isProcMacro);
      // A file that is shared is the crate's.
      if (use === 'ordinary') return use;
      uses.add(use);
    }
  }
  if (uses.has('proc-macro')) return 'proc-macro';
  return uses.has('build-script') ? 'build-script' : null;
}

function useOf(note: string, isProcMacro: boolean): Use {
  if (note.startsWith('build-script-')) return 'build-script';
  return isProcMacro && /^(?:test-)?lib-/.test(note) ? 'proc-macro' : 'ordinary';
}
