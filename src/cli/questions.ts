/** What a running trace asks: where its function is after a build, why it is silent, and what lies at an address. */

import type { CaptureOptions } from '../model/captureOptions.ts';
import { HumanError } from '../model/humanError.ts';
import type { Resolver } from '../resolve/resolver.ts';
import type { TraceQuestions } from '../session/liveTrace.ts';
import type { Target } from './target.ts';

/** `signal` aborts when the trace is to end. */
export function traceQuestions(
  resolver: Resolver,
  target: Target,
  options: CaptureOptions,
  signal: AbortSignal,
): TraceQuestions {
  return {
    planAgain: async ({ artifact }) => {
      const filter = { targetName: artifact.targetName, profile: artifact.profile };
      // An artifact of the same name that runs, such as a test executable, would come before it.
      const answer = await resolver.resolve(
        { ...(await target.again()), filter, preferred: artifact, options },
        signal,
      );
      if (answer.kind === 'none') throw new HumanError(answer.reason.detail);
      return answer.plan;
    },
    namesOf: (plan, addresses) => resolver.addressNames(plan.artifact, addresses),
    silence: (plan, counted) => resolver.silence(plan, counted, [process.cwd()]),
  };
}
