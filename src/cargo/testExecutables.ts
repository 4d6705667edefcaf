/**
 * Test and bench executables, which cargo leaves in `deps/` as `<crate>-<hash>` among programs of other builds. What
 * such a file is, cargo notes in `.fingerprint/<package>-<hash>/`, in the name of a file: `test-lib-demo`,
 * `test-bin-demo`, `test-integration-test-it`, `test-bench-be`. A file without the note is left alone: it may be an
 * old build of the program itself.
 */

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { builtFile, type BuiltFile } from './executableFile.ts';
import type { CargoPackage, CargoTarget } from './metadata.ts';
import type { ProfileFolder } from './profileFolders.ts';

export interface TestExecutable {
  readonly package: CargoPackage;
  readonly target: CargoTarget;
  readonly kind: 'test' | 'bench';
  readonly file: BuiltFile;
}

/** The newest of each target. */
export async function testExecutables(
  folder: ProfileFolder,
  packages: readonly CargoPackage[],
): Promise<TestExecutable[]> {
  const byCrate = ownersByCrate(packages);
  const newest = new Map<CargoTarget, TestExecutable>();
  const deps = path.join(folder.building, 'deps');
  for (const name of await namesIn(deps)) {
    const [, crate, hash] = /^(.+)-([0-9a-f]{16})$/.exec(name) ?? [];
    const candidates = byCrate.get(crate ?? '');
    if (hash === undefined || candidates === undefined) continue;
    const file = await builtFile(path.join(deps, name));
    if (file === null) continue;
    for (const packageName of new Set(candidates.map(candidate => candidate.package.name))) {
      const notes = await namesIn(path.join(folder.building, '.fingerprint', `${packageName}-${hash}`));
      const owner = candidates.find(
        candidate => candidate.package.name === packageName && notes.includes(noteOf(candidate.target)),
      );
      if (owner === undefined) continue;
      const known = newest.get(owner.target);
      if (known !== undefined && known.file.modifiedMs >= file.modifiedMs) continue;
      newest.set(owner.target, { ...owner, kind: owner.target.kinds.includes('bench') ? 'bench' : 'test', file });
    }
  }
  return [...newest.values()];
}

type Owner = Pick<TestExecutable, 'package' | 'target'>;

function ownersByCrate(packages: readonly CargoPackage[]): Map<string, Owner[]> {
  const byCrate = new Map<string, Owner[]>();
  for (const owner of packages) {
    for (const target of owner.targets) {
      const crate = target.name.replaceAll('-', '_');
      byCrate.set(crate, [...(byCrate.get(crate) ?? []), { package: owner, target }]);
    }
  }
  return byCrate;
}

/** The note for a target that was built as a test. */
function noteOf(target: CargoTarget): string {
  const kind = target.kinds[0] ?? '';
  const words: Readonly<Record<string, string>> = {
    bin: 'bin',
    test: 'integration-test',
    bench: 'bench',
    example: 'example',
  };
  return `test-${words[kind] ?? 'lib'}-${target.name}`;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}
