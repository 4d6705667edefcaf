/**
 * The built files of a workspace, in every profile and for every target triple. Only what cargo's own files vouch for:
 * a program that another package put there under the same name is not taken for ours.
 */

import path from 'node:path';
import type { Artifact, TargetKind } from '../model/artifact.ts';
import { readDepInfo, type DepInfo } from './depInfo.ts';
import { builtFile, type BuiltFile } from './executableFile.ts';
import type { CargoPackage, CargoTarget, CargoWorkspace } from './metadata.ts';
import { profileFolders, type ProfileFolder } from './profileFolders.ts';
import { newestAfter, SourceTimes } from './sourceTimes.ts';
import { testExecutables } from './testExecutables.ts';

export { buildTargetOf, defaultBuildTarget } from './buildTarget.ts';

/** In no particular order; empty when nothing has been built. Reads names, times and a few bytes, no whole file. */
export async function findArtifacts(workspace: CargoWorkspace): Promise<Artifact[]> {
  const times = new SourceTimes();
  const perFolder = (await profileFolders(workspace)).map(async folder => [
    ...(await finishedArtifacts(workspace, folder, times)),
    ...(await testArtifacts(workspace, folder, times)),
  ]);
  return (await Promise.all(perFolder)).flat();
}

/** Programs, examples and dynamic libraries, which cargo puts into the profile's folder under their own name. */
async function finishedArtifacts(
  workspace: CargoWorkspace,
  folder: ProfileFolder,
  times: SourceTimes,
): Promise<Artifact[]> {
  const artifacts: Artifact[] = [];
  for (const owner of workspace.packages) {
    for (const target of owner.targets) {
      const kind = finishedKind(target);
      if (kind === null) continue;
      const file = await builtFile(path.join(folder.finished, fileName(target, kind)));
      if (file === null) continue;
      const depInfo = await readDepInfo(depInfoFile(folder, target, kind), workspace.workspaceRoot);
      if (depInfo !== null && !depInfo.sources.includes(target.source)) continue;
      // Cargo writes the dep-info at every build, and the artifact only when something changed: a manifest that is
      // older than the dep-info has been taken into account.
      const newerManifest = await newestAfter([owner.manifest], depInfo?.modifiedMs ?? Infinity, times);
      const newerSource = await newestAfter(depInfo?.sources ?? [target.source], file.modifiedMs, times);
      artifacts.push({ ...describe(owner, target, kind, folder, file), newerSource: newerSource ?? newerManifest });
    }
  }
  return artifacts;
}

async function testArtifacts(
  workspace: CargoWorkspace,
  folder: ProfileFolder,
  times: SourceTimes,
): Promise<Artifact[]> {
  const found = await testExecutables(folder, workspace.packages);
  return Promise.all(
    found.map(async ({ package: owner, target, kind, file }) => {
      const own = await readDepInfo(`${file.path}.d`, workspace.workspaceRoot);
      const library = await libraryDepInfo(workspace, folder, owner);
      const sources = [...(own?.sources ?? [target.source]), ...(library?.sources ?? [])];
      const newerSource = await newestAfter(sources, file.modifiedMs, times);
      return { ...describe(owner, target, kind, folder, file), newerSource };
    }),
  );
}

/** What the library of the package is made of, which its tests are linked with. */
async function libraryDepInfo(
  workspace: CargoWorkspace,
  folder: ProfileFolder,
  owner: CargoPackage,
): Promise<DepInfo | null> {
  const library = owner.targets.find(target => target.crateTypes.some(type => type === 'lib' || type === 'rlib'));
  if (library === undefined) return null;
  return readDepInfo(depInfoFile(folder, library, 'cdylib'), workspace.workspaceRoot);
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

/** Null for targets that make no file that a process could run or load. */
function finishedKind({ kinds, crateTypes }: CargoTarget): TargetKind | null {
  if (kinds.includes('bin')) return 'bin';
  if (kinds.includes('example')) return crateTypes.includes('bin') ? 'example' : null;
  if (kinds.includes('cdylib')) return 'cdylib';
  return kinds.includes('dylib') ? 'dylib' : null;
}

function fileName(target: CargoTarget, kind: TargetKind): string {
  if (kind === 'cdylib' || kind === 'dylib') return `lib${target.name.replaceAll('-', '_')}.so`;
  return kind === 'example' ? path.join('examples', target.name) : target.name;
}

function depInfoFile(folder: ProfileFolder, target: CargoTarget, kind: TargetKind): string {
  return path.join(folder.finished, `${fileName(target, kind).replace(/\.so$/, '')}.d`);
}
