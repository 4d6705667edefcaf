/** One plan of many functions, so that one run of a tracer sees them all. */

import assert from 'node:assert/strict';
import { type CaptureOptions, DEFAULT_OPTIONS } from '../../../src/model/captureOptions.ts';
import type { ProbePlan } from '../../../src/model/probePlan.ts';
import type { Resolver } from '../../../src/resolve/resolver.ts';
import { withoutTypeArguments } from '../../../src/resolve/demangledPath.ts';
import { valuesFolder, type EchoedCall, type Profile } from '../values.ts';

/** What one function is traced by. */
export interface FunctionPlan {
  /** As in the echo, without the type arguments of the function itself: all instances are traced. */
  readonly path: string;
  readonly plan: ProbePlan;
}

/** A method that a trait has for all types: what the echo says of it is as of one that a type has. */
const OF_THE_TRAIT = /^<.* as (values::methods::Label)>(::line)$/;

/** A path of the echo as a person would ask for it. */
export function askedPath(echoed: string): string {
  const ofTrait = OF_THE_TRAIT.exec(echoed);
  if (ofTrait !== null) return ofTrait.slice(1).join('');
  const [, type, method] = /^<(.*?) as .*>::(\w+)$/.exec(echoed) ?? [];
  return withoutTypeArguments(type === undefined ? echoed : `${type}::${String(method)}`);
}

/** A closure has no path that it could be asked for by. */
function canBeAsked({ function: echoed }: EchoedCall): boolean {
  return !echoed.endsWith('{{closure}}');
}

/** Plans each function that the program has called. Poll bodies are left out: they are no calls. */
export async function planEach(
  resolver: Resolver,
  calls: readonly EchoedCall[],
  target: string,
  profile: Profile,
  options: CaptureOptions = DEFAULT_OPTIONS,
): Promise<FunctionPlan[]> {
  const plans: FunctionPlan[] = [];
  for (const path of new Set(calls.filter(canBeAsked).map(call => askedPath(call.function)))) {
    const answer = await resolver.resolve({
      wanted: { kind: 'path', path },
      from: valuesFolder,
      filter: { targetName: target, profile },
      options,
    });
    assert.ok(answer.kind === 'plan', `${path}: ${JSON.stringify(answer)}`);
    plans.push({ path, plan: withoutPolls(answer.plan) });
  }
  return plans;
}

function withoutPolls(plan: ProbePlan): ProbePlan {
  const probes = plan.probes.filter(({ instance }) => instance.kind === 'body');
  const kept = new Map(probes.map(({ id }, index) => [id, index]));
  const exits = plan.exits.filter(({ entry }) => entry === null || kept.has(entry));
  return renumbered(plan, [{ probes, exits }]);
}

/** The plans in groups of at most so many points, each group as one plan. Each function's probes are in one group. */
export function joined(plans: readonly FunctionPlan[], mostPoints: number): JoinedPlan[] {
  const groups: FunctionPlan[][] = [];
  let points = 0;
  for (const each of plans) {
    const more = each.plan.probes.length + each.plan.exits.length;
    if (groups.length === 0 || points + more > mostPoints) {
      groups.push([]);
      points = 0;
    }
    groups.at(-1)?.push(each);
    points += more;
  }
  return groups.flatMap(group => {
    const [first] = group;
    if (first === undefined) return [];
    const plan = renumbered(
      { ...first.plan, functionName: 'all' },
      group.map(each => each.plan),
    );
    return [{ plan, paths: group.flatMap(({ path, plan: { probes } }) => probes.map(() => path)) }];
  });
}

export interface JoinedPlan {
  readonly plan: ProbePlan;
  /** The function of each probe, as in `FunctionPlan`. */
  readonly paths: readonly string[];
}

type Points = Pick<ProbePlan, 'probes' | 'exits'>;

/** The points of all, with ids as a plan has them. Where std catches a panic is one point for all functions. */
function renumbered(plan: ProbePlan, parts: readonly Points[]): ProbePlan {
  const probes: ProbePlan['probes'][number][] = [];
  const exits: ProbePlan['exits'][number][] = [];
  const caught = new Set<number>();
  for (const part of parts) {
    const ids = new Map<number, number>();
    for (const probe of part.probes) {
      ids.set(probe.id, probes.length);
      probes.push({ ...probe, id: probes.length });
    }
    for (const exit of part.exits) {
      if (exit.kind === 'caught' && caught.has(exit.place.fileOffset)) continue;
      if (exit.kind === 'caught') caught.add(exit.place.fileOffset);
      exits.push({ ...exit, entry: exit.entry === null ? null : (ids.get(exit.entry) ?? null) });
    }
  }
  return { ...plan, probes, exits: exits.map((exit, index) => ({ ...exit, id: probes.length + index })) };
}
