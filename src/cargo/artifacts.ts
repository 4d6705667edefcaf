/**
 * The built files of a workspace, in every profile and for every target triple. Only what cargo's own files vouch for:
 * a program that another package put there under the same name is not taken for ours.
 */

import { crateName } from './crateName.ts';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Artifact, TargetKind } from '../model/artifact.ts';
import { unitOf } from './artifactUnit.ts';
import { builtUnits, unitDepInfo, type BuiltUnit } from './builtUnits.ts';
import { readDepInfo, type DepInfo } from './depInfo.ts';
import { builtFile, type BuiltFile } from './executableFile.ts';
import type { CargoPackage, CargoTarget, CargoWorkspace } from './metadata.ts';
import { outsidePackages } from './outsidePackages.ts';
import { profileFolders, type ProfileFolder } from './profileFolders.ts';
import { isAmong } from './sameFile.ts';
import { newestAfter, SourceTimes } from './sourceTimes.ts';
import { testExecutables } from './testExecutables.ts';
import { libraryStarts, unitStartMs } from './unitStart.ts';

export { buildTargetOf, defaultBuildTarget } from './buildTarget.ts';

/**
 * Those of one profile, or of all for null. In no particular order; empty when nothing has been built. Reads names,
 * times and a few bytes, no whole file.
 */
export async function findArtifacts(workspace: CargoWorkspace, profile: string | null = null): Promise<Artifact[]> {
  const times = new SourceTimes();
  let outside: Promise<CargoPackage[]> | null = null;
  const folders = (await profileFolders(workspace)).filter(folder => profile === null || folder.profile === profile);
  const perFolder = folders.map(async folder => {
    const built = await builtBy(workspace, workspace.packages, folder);
    const finished = await finishedArtifacts(workspace, built, times);
    // Cargo is asked about packages outside of the workspace only when one of them has left a library here.
    if ((await dynamicLibraries(folder)).some(name => !isOfMember(workspace, name))) {
      outside ??= outsidePackages(workspace);
      const builtOutside = await builtBy(workspace, await outside, folder);
      finished.push(...(await finishedArtifacts(workspace, builtOutside, times)));
    }
    return [...finished, ...(await testArtifacts(workspace, built, times))];
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

async function builtBy(
  { workspaceRoot }: CargoWorkspace,
  packages: readonly CargoPackage[],
  folder: ProfileFolder,
): Promise<Built> {
  const names = new Set(packages.map(({ name }) => name));
  const units = await builtUnits(folder, name => names.has(name));
  return { packages, folder, units, libraryStarts: await libraryStarts(units, workspaceRoot) };
}

/** Up to when a source may have been saved to be in what a unit has made. */
async function readUntil(
  { libraryStarts: starts }: Built,
  unit: BuiltUnit | null,
  file: BuiltFile,
): Promise<(source: string) => number> {
  const startMs = unit === null ? Infinity : await unitStartMs(unit);
  // Never later than the file: cargo may have begun the unit anew and not linked it yet.
  return source => Math.min(file.modifiedMs, startMs, starts.get(source) ?? Infinity);
}

/** Programs, examples and dynamic libraries, which cargo puts into the profile's folder under their own name. */
async function finishedArtifacts(workspace: CargoWorkspace, built: Built, times: SourceTimes): Promise<Artifact[]> {
  const { packages, folder, units } = built;
  const artifacts: Artifact[] = [];
  for (const owner of packages) {
    for (const target of owner.targets) {
      const kind = finishedKind(target);
      if (kind === null) continue;
      const file = await builtFile(path.join(folder.finished, fileName(target, kind)));
      if (file === null) continue;
      const depInfo = await readDepInfo(depInfoFile(folder, target, kind), workspace.workspaceRoot);
      if (depInfo !== null && !(await isAmong(target.source, depInfo.sources))) continue;
      // Cargo writes the dep-info at every build, and the artifact only when something changed: a manifest that is
      // older than the dep-info has been taken into account.
      const newerManifest = await newestAfter([owner.manifest], () => depInfo?.modifiedMs ?? Infinity, times);
      const described = describe(owner, target, kind, folder, file);
      const until = await readUntil(built, await unitOf(described, units), file);
      const newerSource = await newestAfter(depInfo?.sources ?? [target.source], until, times);
      artifacts.push({ ...described, newerSource: newerSource ?? newerManifest });
    }
  }
  return artifacts;
}

async function testArtifacts(workspace: CargoWorkspace, built: Built, times: SourceTimes): Promise<Artifact[]> {
  const found = await testExecutables(built.units, workspace.packages);
  if (found.length === 0) return [];
  const ofLibraries = await librarySources(workspace, built.units);
  return Promise.all(
    found.map(async ({ package: owner, target, kind, unit, file }) => {
      const own = await unitDepInfo(unit, workspace.workspaceRoot);
      const linked = withDependencies(workspace, owner).flatMap(({ name }) => ofLibraries.get(name) ?? []);
      const until = await readUntil(built, unit, file);
      const newerSource = await newestAfter([...(own?.sources ?? [target.source]), ...linked], until, times);
      return { ...describe(owner, target, kind, built.folder, file), newerSource };
    }),
  );
}

/** What the libraries of members were last compiled from, by package. */
async function librarySources(
  { workspaceRoot }: CargoWorkspace,
  units: readonly BuiltUnit[],
): Promise<Map<string, readonly string[]>> {
  const newest = new Map<string, DepInfo>();
  for (const unit of units) {
    if (!unit.note.startsWith('lib-')) continue;
    const depInfo = await unitDepInfo(unit, workspaceRoot);
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
async function dynamicLibraries({ finished }: ProfileFolder): Promise<string[]> {
  try {
    return (await readdir(finished)).filter(name => /^lib.*\.so$/.test(name));
  } catch {
    return [];
  }
}

function isOfMember({ packages }: CargoWorkspace, library: string): boolean {
  return packages.some(({ targets }) => targets.some(target => fileName(target, 'dylib') === library));
}
