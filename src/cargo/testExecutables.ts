/**
 * Test and bench executables, which cargo leaves among the units of a profile's folder as `<crate>-<hash>`. A file that
 * no fingerprint calls a test is left alone: it may be an old build of the program itself.
 */

import { notesOf, outputsOf, type BuiltUnit } from './builtUnits.ts';
import { builtFile, type BuiltFile } from './executableFile.ts';
import type { CargoPackage, CargoTarget } from './metadata.ts';

export interface TestExecutable {
  readonly package: CargoPackage;
  readonly target: CargoTarget;
  readonly kind: 'test' | 'bench';
  readonly unit: BuiltUnit;
  readonly file: BuiltFile;
}

/** The newest of each target. */
export function testExecutables(units: readonly BuiltUnit[], packages: readonly CargoPackage[]): TestExecutable[] {
  const byName = new Map(packages.map(owner => [owner.name, owner]));
  const newest = new Map<CargoTarget, TestExecutable>();
  for (const unit of units) {
    const owner = byName.get(unit.packageName);
    const target = owner?.targets.find(candidate => notesOf(candidate).test === unit.note);
    if (owner === undefined || target === undefined) continue;
    const file = builtFile(outputsOf(unit)[0]);
    const known = newest.get(target);
    if (file === null || (known !== undefined && known.file.modifiedMs >= file.modifiedMs)) continue;
    newest.set(target, { package: owner, target, kind: target.kinds.includes('bench') ? 'bench' : 'test', unit, file });
  }
  return [...newest.values()];
}
