/** The command line that makes a target. Pure. */

import type { BuildTarget } from '../model/artifact.ts';
import type { CargoTarget } from './metadata.ts';

/**
 * Arguments for cargo. Tests and benches are made by `cargo test --no-run`: only so their names and profile are those
 * of a later `cargo test`. The profile `dev` is not named, because it is `test` for those.
 */
export function cargoArguments(build: BuildTarget, target: CargoTarget): string[] {
  const isTest = build.kind === 'test' || build.kind === 'bench';
  return [
    ...(isTest ? ['test', '--no-run'] : ['build']),
    '--message-format=json',
    `--package=${build.packageName}`,
    targetFlag(target),
    ...(build.profile === 'dev' ? [] : [`--profile=${build.profile}`]),
    ...(build.triple === null ? [] : [`--target=${build.triple}`]),
  ];
}

function targetFlag({ kinds, name }: CargoTarget): string {
  for (const kind of ['bin', 'example', 'test', 'bench']) if (kinds.includes(kind)) return `--${kind}=${name}`;
  return '--lib';
}

/**
 * The target that is meant, or undefined. A test may be a target of its own, or the unit tests of any other; a dynamic
 * library may be an example.
 */
export function targetOf(build: BuildTarget, targets: readonly CargoTarget[]): CargoTarget | undefined {
  const named = targets.filter(
    ({ name, source }) => name === build.targetName && (build.source === undefined || source === build.source),
  );
  const exact =
    named.find(({ kinds }) => kinds.includes(build.kind)) ??
    named.find(({ crateTypes }) => build.kind !== 'bin' && crateTypes.includes(build.kind));
  if (exact !== undefined || build.kind !== 'test') return exact;
  return named.find(({ kinds }) => !kinds.includes('bin') && !kinds.includes('custom-build')) ?? named[0];
}
