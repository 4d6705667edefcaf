/** Asks the resolver for every function of test/fixtures/shapes in one build, and compares each answer. */

import type { Resolver } from '../../../src/resolve/resolver.ts';
import { wantedAt } from '../../../src/resolve/wantedFunction.ts';
import { shapesFolder, type BuiltArtifact, type ShapeFunction } from '../shapes.ts';
import { compare, type Comparison } from './compare.ts';
import type { ArtifactOracle } from './expectation.ts';

export interface Examined extends Comparison {
  readonly title: string;
}

/** `oracles` has the artifacts by path; functions whose target it lacks must be said to be not built. */
export async function examine(
  resolver: Resolver,
  profile: string,
  functions: readonly ShapeFunction[],
  oracles: ReadonlyMap<BuiltArtifact, () => ArtifactOracle>,
): Promise<Examined[]> {
  const examined: Examined[] = [];
  for (const wanted of functions) {
    const { shown, title, targetName } = wanted;
    const filter = { targetName, profile };
    // A package outside of the workspace is a workspace of its own, in which nothing was built.
    const from = shown.file.startsWith(`${shapesFolder}/`) ? shown.file : shapesFolder;
    const answer = await resolver
      .resolve({ wanted: wantedAt(shown, true), from, filter })
      .catch((error: unknown) => error as Error);
    if (answer instanceof Error) {
      examined.push({ title, bodies: 0, inlined: 0, reason: null, differences: [`is refused: ${answer.message}`] });
      continue;
    }
    const candidates = [...oracles].filter(([built]) => targetName === null || built.targetName === targetName);
    const holding = answer.kind === 'plan' ? answer.plan.artifact.path : null;
    const found = candidates.filter(([built, oracle]) =>
      holding === null ? oracle().expect(wanted).homes.length > 0 : built.path === holding,
    );
    const [, oracle] = found[0] ?? candidates[0] ?? [];
    if (oracle !== undefined && (holding !== null || isBuilt(wanted, candidates))) {
      examined.push({ title, ...compare(answer, oracle().expect(wanted), oracle()) });
      continue;
    }
    const code = answer.kind === 'plan' ? 'a plan' : answer.reason.code;
    const isRight = code === 'not-built' || code === 'other-build' || (code === 'cfg' && !shown.isTest);
    const differences = isRight ? [] : [`is not built, and the answer is ${code}`];
    examined.push({ title, bodies: 0, inlined: 0, reason: 'not-built', differences });
  }
  return examined;
}

function isBuilt({ isOfTests }: ShapeFunction, candidates: readonly (readonly [BuiltArtifact, unknown])[]): boolean {
  return candidates.some(([built]) => !isOfTests || built.isTest);
}
