/** From what the command line named to the resolver's answer, built first where that was asked for. */

import { cargoBuild } from '../cargo/build.ts';
import type { BuildTarget } from '../model/artifact.ts';
import { type CaptureOptions, DEFAULT_OPTIONS } from '../model/captureOptions.ts';
import { HumanError } from '../model/humanError.ts';
import type { Resolution } from '../resolve/resolution.ts';
import type { Resolver } from '../resolve/resolver.ts';
import type { TargetOptions } from './options.ts';
import type { Target } from './target.ts';

/** Rejects with a HumanError when the question cannot be answered or the build fails. */
export async function resolveTarget(
  resolver: Resolver,
  target: Target,
  options: TargetOptions & { readonly capture?: CaptureOptions },
  diagnose: (text: string) => void,
  signal: AbortSignal,
): Promise<Resolution> {
  const filter = { targetName: options.bin, profile: options.profile };
  const request = { ...target, filter, options: options.capture ?? DEFAULT_OPTIONS };
  const answer = await resolver.resolve({ ...request, process: options.pid }, signal);
  if (!options.build || answer.build === null) return answer;
  await buildOrThrow(answer.build, diagnose, signal);
  resolver.forget();
  return resolver.resolve(request, signal);
}

async function buildOrThrow(build: BuildTarget, diagnose: (text: string) => void, signal: AbortSignal): Promise<void> {
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
