/**
 * The units of a profile's folder: each is one crate, compiled once in one way, and known by a hash. Cargo notes what a
 * unit is in the name of a file of its fingerprint: `lib-demo`, `bin-demo`, `test-lib-demo`, `test-integration-test-it`,
 * `build-script-build-script-build`. Its layouts are those of cargo's
 * `src/cargo/core/compiler/build_runner/compilation_files.rs`, the old one
 *
 *     .fingerprint/<package>-<hash>/<note>.json    deps/<crate>-<hash>    examples/…    build/<package>-<hash>/…
 *
 * and the new one
 *
 *     build/<package>/<hash>/fingerprint/<note>.json    build/<package>/<hash>/out/<crate>-<hash>
 */

import { crateName } from './crateName.ts';
import path from 'node:path';
import { readDepInfo, type DepInfo } from './depInfo.ts';
import { namesIn } from './fileMemory.ts';
import type { CargoTarget } from './metadata.ts';
import type { ProfileFolder } from './profileFolders.ts';

export interface BuiltUnit {
  readonly packageName: string;
  readonly hash: string;
  /** Kind and target, e.g. `test-bin-demo`. */
  readonly note: string;
  /** Folder of its fingerprint. */
  readonly fingerprint: string;
  /** Folder of what the compiler made. */
  readonly output: string;
}

const HASH = /^[0-9a-f]{16}$/;

/** Units of the packages that are wanted, in no order. Of crates that were only checked too, which made no program. */
export function builtUnits(folder: ProfileFolder, isWanted: (packageName: string) => boolean): BuiltUnit[] {
  const units = [...unitsOfOldLayout(folder, isWanted), ...unitsOfNewLayout(folder, isWanted)];
  return units.flat();
}

/** What notes say of a target: as it is, and built as a test. */
export function notesOf(target: CargoTarget): { readonly plain: string; readonly test: string } {
  const words: Readonly<Record<string, string>> = {
    bin: 'bin',
    test: 'integration-test',
    bench: 'bench',
    example: 'example',
    'custom-build': 'build-script',
  };
  const plain = `${words[target.kinds[0] ?? ''] ?? 'lib'}-${target.name}`;
  return { plain, test: `test-${plain}` };
}

/** Absolute paths that a unit may have made a program or a dynamic library at: the program, the library, both unhashed. */
export function outputsOf(unit: BuiltUnit): readonly [program: string, library: string, ...unhashed: string[]] {
  const crate = crateOf(unit);
  const hashed = `${crate}-${unit.hash}`;
  const inOutput = (name: string): string => path.join(unit.output, name);
  // What loads a dynamic library finds it by its plain name; the new layout needs no hash for programs either.
  return [inOutput(hashed), inOutput(`lib${hashed}.so`), inOutput(crate), inOutput(`lib${crate}.so`)];
}

/** What rustc says a unit was compiled from; null when it does not say. */
export function unitDepInfo(unit: BuiltUnit, workspaceRoot: string): DepInfo | null {
  const [hashed, , plain] = outputsOf(unit);
  return readDepInfo(`${hashed}.d`, workspaceRoot) ?? readDepInfo(`${plain}.d`, workspaceRoot);
}

function unitsOfOldLayout({ building }: ProfileFolder, isWanted: (packageName: string) => boolean): BuiltUnit[][] {
  const parent = path.join(building, '.fingerprint');
  const units = namesIn(parent).map(name => {
    const [packageName, hash] = [name.slice(0, -17), name.slice(-16)];
    if (!HASH.test(hash) || !isWanted(packageName)) return [];
    const fingerprint = path.join(parent, name);
    return notesIn(fingerprint).map(note => {
      const isExample = /^(?:test-)?example-/.test(note);
      const ofBuildScript = note.startsWith('build-script-') ? path.join('build', name) : null;
      const output = path.join(building, ofBuildScript ?? (isExample ? 'examples' : 'deps'));
      return { packageName, hash, note, fingerprint, output };
    });
  });
  return units;
}

function unitsOfNewLayout({ building }: ProfileFolder, isWanted: (packageName: string) => boolean): BuiltUnit[][] {
  const packages = namesIn(path.join(building, 'build')).filter(isWanted);
  const units = packages.map(packageName => {
    const parent = path.join(building, 'build', packageName);
    const hashes = namesIn(parent).filter(name => HASH.test(name));
    const ofPackage = hashes.map(hash => {
      const fingerprint = path.join(parent, hash, 'fingerprint');
      const output = path.join(parent, hash, 'out');
      return notesIn(fingerprint).map(note => ({ packageName, hash, note, fingerprint, output }));
    });
    return ofPackage.flat();
  });
  return units;
}

function notesIn(fingerprint: string): string[] {
  return namesIn(fingerprint).flatMap(name => (name.endsWith('.json') ? name.slice(0, -'.json'.length) : []));
}

/** Name of the crate, as in the names of files. */
export function crateOf({ note }: BuiltUnit): string {
  const target = /^(?:test-)?(?:lib|bin|integration-test|bench|example|build-script)-(.+)$/.exec(note)?.[1];
  return crateName(target ?? note);
}
