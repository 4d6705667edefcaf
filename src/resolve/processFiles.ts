/**
 * The files of a process as artifacts: the very files that cargo built where they are, else `/proc/PID/exe`, which is
 * the program's file also when that is deleted or in the file system of a container.
 */

import { readlinkSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { buildIdOf } from '../binary/buildId.ts';
import { crateName } from '../cargo/crateName.ts';
import type { Artifact } from '../model/artifact.ts';
import { UNKNOWN_PROFILE, type ProcessBuild } from '../model/tracedProcess.ts';
import { mappedFiles, type MappedFile } from '../running/mappings.ts';
import type { RunningProcess } from '../running/processes.ts';

export interface ProcessFile {
  readonly artifact: Artifact;
  readonly build: ProcessBuild;
  /** The artifact of this machine that it is, or is another build of; null for a program of another name. */
  readonly like: Artifact | null;
}

/** Build-ids by file, each read once: the processes of a machine are looked at again and again. */
export class BuildIds {
  readonly #known = new Map<string, string | null>();

  /** `inode` and `modifiedMs` tell one state of a file from another. */
  of({ path: file, inode, modifiedMs }: FileStamp): string | null {
    const key = `${inode} ${modifiedMs}`;
    let found = this.#known.get(key);
    if (found === undefined) {
      if (this.#known.size >= MOST_KNOWN) this.#known.clear();
      found = buildIdOf(file);
      this.#known.set(key, found);
    }
    return found;
  }
}

const MOST_KNOWN = 2_000;

/**
 * Its program and those of its libraries that cargo built, as far as they can be opened. `newerSource` of what is no
 * artifact is left to the caller. Throws what the file system says when the process has ended meanwhile.
 */
export function filesOfProcess(
  process: RunningProcess,
  artifacts: readonly Artifact[],
  buildIds: BuildIds,
): ProcessFile[] {
  const libraries = artifacts.filter(isLibrary);
  const loaded = libraries.length === 0 ? [] : mappedFiles(process.pid);
  const ofCargo = loaded.flatMap(mapped => libraryOf(process.pid, mapped, libraries, buildIds) ?? []);
  return [programOf(process, artifacts, buildIds), ...ofCargo];
}

/** Null for one that has no name of cargo's, or has ceased to be loaded. */
function libraryOf(
  pid: number,
  mapped: MappedFile,
  libraries: readonly Artifact[],
  buildIds: BuildIds,
): ProcessFile | null {
  const same = libraries.find(({ inode }) => inode === mapped.inode);
  if (same !== undefined) return { artifact: same, build: 'current', like: same };
  const namesakes = libraries.filter(artifact => path.basename(artifact.path) === path.basename(mapped.path));
  if (namesakes.length === 0) return null;
  const place = placeOfMapped(pid, mapped);
  const found = statSync(place, { throwIfNoEntry: false });
  if (found === undefined) return null;
  const file = { path: place, inode: mapped.inode, modifiedMs: found.mtimeMs };
  const buildId = buildIds.of(file);
  const copied = buildId === null ? undefined : namesakes.find(artifact => buildIds.of(artifact) === buildId);
  if (copied !== undefined) return { artifact: { ...copied, ...file }, build: 'copy', like: copied };
  const before = mapped.isDeleted ? namesakes.find(artifact => wasAt(artifact, mapped.path)) : undefined;
  return before === undefined ? otherBuild(file, mapped.path, namesakes[0] ?? null) : olderBuild(file, before);
}

/** In the file system of the process; a deleted file has no other name than that of its place in memory. */
function placeOfMapped(pid: number, { path: file, inode, range }: MappedFile): string {
  const inRoot = `/proc/${pid}/root${file}`;
  const there = statSync(inRoot, { bigint: true, throwIfNoEntry: false });
  return there !== undefined && `${there.dev}:${there.ino}` === inode ? inRoot : `/proc/${pid}/map_files/${range}`;
}

function programOf(process: RunningProcess, artifacts: readonly Artifact[], buildIds: BuildIds): ProcessFile {
  const same = artifacts.find(({ inode }) => inode === process.inode);
  if (same !== undefined) return { artifact: same, build: 'current', like: same };
  const file = { path: exeOf(process.pid), inode: process.inode, modifiedMs: statSync(exeOf(process.pid)).mtimeMs };
  const programs = artifacts.filter(artifact => !isLibrary(artifact));
  const buildId = buildIds.of(file);
  const copied = buildId === null ? undefined : programs.find(artifact => buildIds.of(artifact) === buildId);
  if (copied !== undefined) return { artifact: { ...copied, ...file }, build: 'copy', like: copied };
  const before = process.isDeleted ? programs.find(artifact => wasAt(artifact, process.path)) : undefined;
  if (before !== undefined) return olderBuild(file, before);
  return otherBuild(file, process.path, programs.find(artifact => isNamed(artifact, process.path)) ?? null);
}

type FileStamp = Pick<Artifact, 'path' | 'inode' | 'modifiedMs'>;

function olderBuild(file: FileStamp, like: Artifact): ProcessFile {
  return { artifact: { ...like, ...file, newerSource: null }, build: 'older', like };
}

/** `shownPath`: where it is in the file system of the process. */
function otherBuild(file: FileStamp, shownPath: string, like: Artifact | null): ProcessFile {
  const name = path.basename(shownPath);
  const names = like ?? { packageName: name, targetName: name, kind: 'bin' as const, triple: null };
  const { packageName, targetName, kind, triple } = names;
  const key = { packageName, targetName, kind, triple, profile: UNKNOWN_PROFILE };
  return { artifact: { ...key, ...file, newerSource: null }, build: 'other', like };
}

function exeOf(pid: number): string {
  return `/proc/${pid}/exe`;
}

/**
 * The name to read a file by: debug information that lies beside a program is found from the program's own folder, in
 * its own file system. For `/proc/PID/exe` that is `/proc/PID/root/…` where the program is still there.
 */
export function placeToRead(file: string): string {
  const folder = /^(\/proc\/\d+)\/exe$/.exec(file)?.[1];
  if (folder === undefined) return file;
  try {
    const shown = readlinkSync(file);
    // After a chroot, `/proc` shows the path from outside; in a mount namespace of its own, from the inside.
    const root = readlinkSync(`${folder}/root`);
    const inside = shown.startsWith(`${root}/`) ? [shown, shown.slice(root.length)] : [shown];
    return inside.map(each => `${folder}/root${each}`).find(place => isSameFile(place, file)) ?? file;
  } catch {
    return file;
  }
}

function isSameFile(a: string, b: string): boolean {
  const [first, second] = [a, b].map(each => statSync(each, { bigint: true, throwIfNoEntry: false }));
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino;
}

function isLibrary({ kind }: Artifact): boolean {
  return kind === 'cdylib' || kind === 'dylib';
}

/** At the artifact's path, or in `deps/`, where cargo links it from. */
function wasAt(artifact: Artifact, file: string): boolean {
  const folder = realFolder(path.dirname(artifact.path));
  if (file === path.join(folder, path.basename(artifact.path))) return true;
  return [folder, path.join(folder, 'deps')].includes(path.dirname(file)) && isNamed(artifact, file);
}

/** `my-app`, or `my_app-0123456789abcdef` as rustc names it for cargo. */
function isNamed({ path: own, targetName }: Artifact, file: string): boolean {
  const name = path.basename(file);
  const stem = /^(.+)-[0-9a-f]{16}$/.exec(name)?.[1];
  return name === targetName || name === path.basename(own) || stem === crateName(targetName);
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
