/** From what the command line named to the resolver's answer, built first where that was asked for. */

import { cargoBuild } from '../cargo/build.ts';
import type { Absence } from '../model/absence.ts';
import type { Artifact, BuildTarget } from '../model/artifact.ts';
import { type CaptureOptions, DEFAULT_OPTIONS } from '../model/captureOptions.ts';
import { HumanError } from '../model/humanError.ts';
import type { Unprobed } from '../model/probePlan.ts';
import type { Resolution } from '../resolve/resolution.ts';
import type { Resolver } from '../resolve/resolver.ts';
import { oneLine } from '../session/oneLine.ts';
import { commandArtifact } from './commandArtifact.ts';
import type { TargetOptions } from './options.ts';
import type { Target } from './target.ts';

/** Rejects with a HumanError when the question cannot be answered or the build fails. */
export async function resolveTarget(
  resolver: Resolver,
  target: Target,
  options: TargetOptions & { readonly capture?: CaptureOptions; readonly command?: readonly string[] },
  diagnose: (text: string) => void,
  signal: AbortSignal,
): Promise<Resolution> {
  const filter = { targetName: options.bin, profile: options.profile };
  const preferred = await commandArtifact(resolver, options.command ?? [], target.from, signal);
  const request = { ...target, filter, preferred, options: options.capture ?? DEFAULT_OPTIONS };
  const answer = await resolver.resolve({ ...request, process: options.pid }, signal);
  if (!options.build || answer.build === null) return answer;
  await buildOrThrow(answer.build, diagnose, signal);
  resolver.forget();
  return resolver.resolve(request, signal);
}

/** Rejects with a HumanError when the build fails or is cancelled. */
export async function buildOrThrow(
  build: BuildTarget,
  diagnose: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const result = await cargoBuild(build, {
    signal,
    onProgress: () => undefined,
    onDiagnostic: diagnostic => {
      diagnose(`${diagnostic.rendered}\n`);
    },
  });
  if (result.kind === 'failed') throw new HumanError({ message: result.message });
  if (result.kind === 'cancelled') throw new HumanError({ message: 'The build was cancelled.' });
}

/** What to tell a person where the resolver has found nothing. */
export function errorOfNone({ code, detail }: Absence): HumanError {
  return new HumanError(code === 'not-built' ? { ...detail, advice: 'Run it again with --build.' } : detail);
}

/** That the artifact is older than its sources; nothing where it is not. */
export function ageNotice({ newerSource, targetName }: Artifact): string {
  if (newerSource === null) return '';
  return `rust-trace: ${targetName} is older than ${oneLine(newerSource)}; --build builds it first.\n`;
}

/** Which instances get no probe, and why. */
export function unprobedNotice(unprobed: readonly Unprobed[], done: 'traced' | 'counted'): string {
  return unprobed
    .map(({ instances, reason }) => {
      const some = instances === 1 ? 'is' : 'are';
      return `rust-trace: ${String(instances)} of ${done === 'traced' ? 'its' : 'the'} instances ${some} not ${done}: ${reason}.\n`;
    })
    .join('');
}
