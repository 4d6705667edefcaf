/** From what the command line selects to the plan of a count, built first where that was asked for. */

import { underline } from '../condition/conditionError.ts';
import type { CountPlan } from '../model/countPlan.ts';
import { HumanError } from '../model/humanError.ts';
import type { CountPlanning, CountRequest } from '../resolve/countable.ts';
import { NothingMatches } from '../resolve/countText.ts';
import { PatternError } from '../resolve/namePattern.ts';
import type { Resolver } from '../resolve/resolver.ts';
import { commandArtifact } from './commandArtifact.ts';
import { type CountOptions, originWords } from './countWords.ts';
import { ageNotice, buildOrThrow, errorOfNone, unprobedNotice } from './planning.ts';

/** Rejects with a HumanError when nothing can be counted; what is wrong with a pattern is underlined before. */
export async function planCount(
  resolver: Resolver,
  options: CountOptions,
  diagnose: (text: string) => void,
  signal: AbortSignal,
): Promise<CountPlan> {
  const { selection, bin, profile, command } = options;
  const from = selection.kind === 'file' ? selection.file : process.cwd();
  const preferred = await commandArtifact(resolver, command, from, signal);
  const request: CountRequest = { selection, from, filter: { targetName: bin, profile }, preferred };
  if (options.build) await buildFirst(resolver, request, diagnose, signal);
  const answer = await planOf(resolver, request, diagnose, signal);
  if (answer.kind === 'none') throw errorOfNone(answer.reason);
  const { artifact, uncounted } = answer.plan;
  diagnose(`${ageNotice(artifact)}${unprobedNotice(uncounted, 'counted')}`);
  return answer.plan;
}

async function buildFirst(
  resolver: Resolver,
  request: CountRequest,
  diagnose: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const build = await resolver.countBuild(request, signal);
  if (build === null) return;
  await buildOrThrow(build, diagnose, signal);
  resolver.forget();
}

async function planOf(
  resolver: Resolver,
  request: CountRequest,
  diagnose: (text: string) => void,
  signal: AbortSignal,
): Promise<CountPlanning> {
  try {
    return await resolver.countPlan(request, signal);
  } catch (error) {
    const { selection } = request;
    if (error instanceof PatternError && selection.kind === 'pattern')
      diagnose(`${underline(selection.pattern, error)}\n`);
    if (error instanceof NothingMatches && error.elsewhere !== null) {
      const { text, origins } = error.elsewhere;
      const advice = `${text} Count those with --in ${originWords(origins)}.`;
      throw new HumanError({ ...error.detail, advice }, { cause: error });
    }
    throw error;
  }
}
