/** What a running trace asks the language server: where its function is after a build, why nothing calls it, what lies at an address. */

import path from 'node:path';
import type { DocumentFunctions } from '../client/documentFunctions.ts';
import type { Requests } from '../client/requests.ts';
import { HumanError } from '../model/humanError.ts';
import type { TraceQuestions } from '../session/liveTrace.ts';
import type { SessionStore } from '../session/sessionStore.ts';
import type { AskSilence } from '../session/silenceWatch.ts';
import type { TraceSession } from '../session/traceSession.ts';

export function traceQuestions(
  requests: Requests,
  functions: DocumentFunctions,
  store: SessionStore,
): (session: TraceSession) => TraceQuestions {
  return session => ({
    planAgain: async previous => {
      const { file, path: functionPath } = session.function;
      const places = store.byFunction(await functions.read(file));
      const fn = [...places].find(([, each]) => each === session)?.[0];
      if (fn === undefined) {
        throw new HumanError({ message: `The function ${functionPath} is not in ${path.basename(file)} any more.` });
      }
      const answer = await requests.plan(fn, previous.artifact, session.options);
      if (answer.kind === 'none') throw new HumanError(answer.reason.detail);
      return answer.plan;
    },
    namesOf: (plan, addresses) => requests.addressNames(plan.artifact, addresses),
    silence: silenceOf(requests),
  });
}

/** Why nothing is entered: asked for traces and for counts. */
export function silenceOf(requests: Requests): AskSilence {
  return async (plan, hits) => (await requests.silence(plan, hits)).silence;
}
