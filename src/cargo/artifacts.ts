/**
 * The built files of a workspace, in every profile and for every target triple. Only what cargo's own files vouch for:
 * a program that another package put there under the same name is not taken for ours.
 */

import { crateName } from './crateName.ts';
import path from 'node:path';
import type { Artifact, TargetKind } from '../model/artifact.ts';
import { unitOf } from './artifactUnit.ts';
import { builtUnits, unitDepInfo, type BuiltUnit } from './builtUnits.ts';
import { readDepInfo, type DepInfo } from './depInfo.ts';
import { builtFile, type BuiltFile } from './executableFile.ts';
import { namesIn } from './fileMemory.ts';
import {
  loadWorkspace,
  type CargoPackage,
  type CargoTarget,
  type CargoWorkspace,
  type LoadWorkspace,
} from './metadata.ts';
import { outsidePackages } from './outsidePackages.ts';
import { profileFolders, type ProfileFolder } from './profileFolders.ts';
import { isAmong } from './sameFile.ts';
import { newestAfter, SourceTimes } from './sourceTimes.ts';
import { testExecutables } from './testExecutables.ts';
import { libraryStarts, unitStartMs } from './unitStart.ts';

export { buildTargetOf, defaultBuildTarget } from './buildTarget.ts';

/**
 * Those of one profile, or of all for null. In no particular order; empty when nothing has been built. Reads names,
 * times and a few bytes, no whole file. `load` is asked about packages outside of the workspace.
 */
export async function findArtifacts(
  workspace: CargoWorkspace,
  profile: string | null = null,
  load: LoadWorkspace = loadWorkspace,
): Promise<Artifact[]> {
  const times = new SourceTimes();
  let outside: Promise<CargoPackage[]> | null = null;
  const folders = profileFolders(workspace).filter(folder => profile === null || folder.profile === profile);
  const perFolder = folders.map(async folder => {
    const built = builtBy(workspace, workspace.packages, folder);
    const finished = finishedArtifacts(workspace, built, times);
    // Cargo is asked about packages outside of the workspace only when one of them has left a library here.
    if (dynamicLibraries(folder).some(name => !isOfMember(workspace, name))) {
      outside ??= outsidePackages(workspace, load);
      const builtOutside = builtBy(workspace, await outside, folder);
      finished.push(...finishedArtifacts(workspace, builtOutside, times));
    }
    return [...finished, ...testArtifacts(workspace, built, times)];
  });
  return (await Promise.all(perFolder)).flat();
}

/** What a folder has of some packages. */
interface Built {
  readonly packages: readonly CargoPackage[];
  readonly folder: ProfileFolder;
  readonly units: readonly BuiltUnit[];
  /** See libraryStarts. */
  readonly libraryStarts: ReadonlyMap<string, number>;
}

function builtBy({ workspaceRoot }: CargoWorkspace, packages: readonly CargoPackage[], folder: ProfileFolder): Built {
  const names = new Set(packages.map(({ name }) => name));
  const units = builtUnits(folder, name => names.has(name));
  return { packages, folder, units, libraryStarts: libraryStarts(units, workspaceRoot) };
}

/** Up to when a source may have been saved to be in what a unit has made. */
function readUntil(
  { libraryStarts: starts }: Built,
  unit: BuiltUnit | null,
  file: BuiltFile,
): (source: string) => number {
  const startMs = unit === null ? Infinity : unitStartMs(unit);
  // Never later than the file: cargo may have begun the unit anew and not linked it yet.
  return source => Math.min(file.modifiedMs, startMs, starts.get(source) ?? Infinity);
}

/** Programs, examples and dynamic libraries, which cargo puts into the profile's folder under their own name. */
function finishedArtifacts(workspace: CargoWorkspace, built: Built, times: SourceTimes): Artifact[] {
  const { packages, folder, units } = built;
  const artifacts: Artifact[] = [];
  for (const owner of packages) {
    for (const target of owner.targets) {
      const kind = finishedKind(target);
      if (kind === null) continue;
      const file = builtFile(path.join(folder.finished, fileName(target, kind)));
      if (file === null) continue;
      const depInfo = readDepInfo(depInfoFile(folder, target, kind), workspace.workspaceRoot);
      if (depInfo !== null && !isAmong(target.source, depInfo.sources)) continue;
      // Cargo writes the dep-info at every build, and the artifact only when something changed: a manifest that is
      // older than the dep-info has been taken into account.
      const newerManifest = newestAfter([owner.manifest], () => depInfo?.modifiedMs ?? Infinity, times);
      const described = describe(owner, target, kind, folder, file);
      const until = readUntil(built, unitOf(described, units), file);
      const newerSource = newestAfter(depInfo?.sources ?? [target.source], until, times);
      artifacts.push({ ...described, newerSource: newerSource ?? newerManifest });
    }
  }
  return artifacts;
}

function testArtifacts(workspace: CargoWorkspace, built: Built, times: SourceTimes): Artifact[] {
  const found = testExecutables(built.units, workspace.packages);
  if (found.length === 0) return [];
  const ofLibraries = librarySources(workspace, built.units);
  return found.map(({ package: owner, target, kind, unit, file }) => {
    const own = unitDepInfo(unit, workspace.workspaceRoot);
    const linked = withDependencies(workspace, owner).flatMap(({ name }) => ofLibraries.get(name) ?? []);
    const until = readUntil(built, unit, file);
    const newerSource = newestAfter([...(own?.sources ?? [target.source]), ...linked], until, times);
    return { ...describe(owner, target, kind, built.folder, file), newerSource };
  });
}

/** What the libraries of members were last compiled from, by package. */
function librarySources(
  { workspaceRoot }: CargoWorkspace,
  units: readonly BuiltUnit[],
): Map<string, readonly string[]> {
  const newest = new Map<string, DepInfo>();
  for (const unit of units) {
    if (!unit.note.startsWith('lib-')) continue;
    const depInfo = unitDepInfo(unit, workspaceRoot);
    const known = newest.get(unit.packageName);
    if (depInfo !== null && depInfo.modifiedMs > (known?.modifiedMs ?? 0)) newest.set(unit.packageName, depInfo);
  }
  return new Map(Array.from(newest, ([name, { sources }]) => [name, sources]));
}

/** The package and the members that it depends on, directly or through others. */
function withDependencies({ packages }: CargoWorkspace, owner: CargoPackage): CargoPackage[] {
  const found = [owner];
  for (const { pathDependencies } of found) {
    const direct = packages.filter(({ root }) => pathDependencies.includes(root));
    found.push(...direct.filter(candidate => !found.includes(candidate)));
  }
  return found;
}

function describe(
  owner: CargoPackage,
  target: CargoTarget,
  kind: TargetKind,
  folder: ProfileFolder,
  file: BuiltFile,
): Omit<Artifact, 'newerSource'> {
  const { profile, triple } = folder;
  return { packageName: owner.name, targetName: target.name, kind, profile, triple, ...file };
}

/** Null for targets that make no file that a process could run or load. An example may be a dynamic library. */
function finishedKind({ kinds, crateTypes }: CargoTarget): TargetKind | null {
  if (kinds.includes('bin')) return 'bin';
  if (kinds.includes('test') || kinds.includes('bench')) return null;
  if (kinds.includes('example') && crateTypes.includes('bin')) return 'example';
  if (crateTypes.includes('cdylib')) return 'cdylib';
  return crateTypes.includes('dylib') ? 'dylib' : null;
}

function fileName(target: CargoTarget, kind: TargetKind): string {
  const isLibrary = kind === 'cdylib' || kind === 'dylib';
  const name = isLibrary ? `lib${crateName(target.name)}.so` : target.name;
  return target.kinds.includes('example') ? path.join('examples', name) : name;
}

function depInfoFile(folder: ProfileFolder, target: CargoTarget, kind: TargetKind): string {
  return path.join(folder.finished, `${fileName(target, kind).replace(/\.so$/, '')}.d`);
}

/** Names of libraries in the folder of what is finished. */
function dynamicLibraries({ finished }: ProfileFolder): string[] {
  return namesIn(finished).filter(name => /^lib.*\.so$/.test(name));
}

function isOfMember({ packages }: CargoWorkspace, library: string): boolean {
  return packages.some(({ targets }) => targets.some(target => fileName(target, 'dylib') === library));
}
