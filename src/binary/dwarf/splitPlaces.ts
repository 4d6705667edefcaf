/**
 * Where the debug information that was split off a binary may lie: one .dwo file for each unit, or all of them in a
 * package `BINARY.dwp`. With `split-debuginfo = "packed"` rustc writes the package beside what it links in `deps/`,
 * and cargo links both under the target's own name; with `"unpacked"` the .dwo files stay in `deps/` and are
 * named absolutely. DWARF 5, sections 3.1.2 and 7.3.5; for names relative to a folder, gdb's manual.
 */

import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { processRoot } from '../processRoot.ts';

/** Absolute paths, the likeliest first. `binary` is the linked file, `folder` the one it was compiled in. */
export function dwoPlaces(binary: string, folder: string, name: string): string[] {
  const own = path.dirname(binary);
  const ownName = path.basename(name);
  const root = processRoot(binary);
  const inRoot = (...parts: string[]): string => `${root}${path.resolve(own.slice(root.length), ...parts)}`;
  return distinct([inRoot(folder, name), inRoot(name), path.join(own, ownName), path.join(own, 'deps', ownName)]);
}

/** The package of any of these files, which are the same program under several names; null when there is none. */
export function findPackage(binaries: readonly string[]): string | null {
  const names = distinct(binaries.flatMap(binary => [binary, resolved(binary)]));
  const known = names.map(packageOf).find(existsSync);
  return known ?? names.flatMap(otherNames).map(packageOf).find(existsSync) ?? null;
}

export function packageOf(binary: string): string {
  return `${binary}.dwp`;
}

/** Hard links of a file that cargo makes: `deps/my_app-0123456789abcdef` of `my-app`. */
function otherNames(binary: string): string[] {
  const folder = path.dirname(binary);
  const stem = path.parse(binary).name.replaceAll('-', '_');
  return [path.join(folder, 'deps'), folder].flatMap(place =>
    namesIn(place)
      .filter(name => name.replaceAll('-', '_').startsWith(stem) && !/\.(?:d|dwo|dwp|rlib|rmeta)$/.test(name))
      .map(name => path.join(place, name))
      .filter(other => other !== binary && isSameFile(other, binary)),
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isSameFile(a: string, b: string): boolean {
  const [first, second] = [a, b].map(file => statSync(file, { bigint: true, throwIfNoEntry: false }));
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino;
}

/** What lies in the file system of a process stays there: links would lead into this one's. */
function resolved(file: string): string {
  return existsSync(file) && processRoot(file) === '' ? realpathSync(file) : path.resolve(file);
}

function distinct(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}
