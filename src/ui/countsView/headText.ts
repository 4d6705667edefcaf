/** What the Counts view says above its table: the state of a count, who counts, and what the numbers lack. Pure. */

import { wholeMessage } from '../../model/humanError.ts';
import type { CountSession } from '../../session/countSession.ts';
import { oneLine } from '../../session/oneLine.ts';
import type { Head } from '../../webview/counts/messages.ts';
import { artifactName } from '../artifactText.ts';
import { countText } from '../../model/numberText.ts';
import { isSummable } from './functionRows.ts';

/** Lines of the counter's own that are shown: its newest. */
const SHOWN_MESSAGES = 3;

const COPIES =
  '≈: a copy is counted at its first instruction, which the optimiser may have moved: its entries can differ from its calls.';
const PARTS = '≥: not all instances of the function are counted, so its count is a lower bound.';
const SHARED = 'Some functions were given the same code: a call of one counts for each of them, and once in the total.';

export function headOf(session: CountSession, isOutdated: boolean): Head {
  const { plan, carrier } = session;
  const reason = carrier.reason === null ? '' : `: ${oneLine(carrier.reason)}`;
  return {
    title: oneLine(plan.title),
    artifact: oneLine(artifactName(plan.artifact)),
    ...stateOf(session),
    carrier: carrier.tracer === null ? null : `${carrier.tracer}${reason}`,
    notes: notesOf(session),
    isOutdated,
  };
}

function stateOf({ state }: CountSession): Pick<Head, 'state' | 'tone'> {
  switch (state.kind) {
    case 'idle':
    case 'starting':
      return { state: 'Starting…', tone: 'waiting' };
    case 'authorising':
      return { state: 'Waiting for the password…', tone: 'waiting' };
    case 'counting':
      return { state: 'Counting', tone: 'running' };
    case 'paused':
      return { state: 'Paused', tone: 'paused' };
    case 'stopping':
      return { state: 'Stopping…', tone: 'waiting' };
    case 'ended':
      switch (state.reason.kind) {
        case 'stopped':
          return { state: 'Stopped', tone: 'ended' };
        case 'processEnded':
          return { state: 'The process has ended', tone: 'ended' };
        case 'cancelled':
          return { state: 'Cancelled', tone: 'ended' };
        case 'failed':
          return { state: 'Counting failed', tone: 'failed' };
      }
  }
}

function notesOf(session: CountSession): string[] {
  const { plan, state, silence, messages } = session;
  const hasCopies = plan.functions.some(fn => fn.instances.some(({ instance }) => instance.inlined !== null));
  const notes = [
    ...(state.kind === 'ended' && state.reason.kind === 'failed' ? [wholeMessage(state.reason.error)] : []),
    ...(silence === null ? [] : [wholeMessage(silence.detail)]),
    ...plan.uncounted.map(({ instances, reason }) => `${countText(instances, 'instance')} not counted: ${reason}`),
    ...(plan.functions.every(({ isWhole }) => isWhole) ? [] : [PARTS]),
    ...(hasCopies ? [COPIES] : []),
    ...(isSummable(plan) ? [] : [SHARED]),
    ...messages.slice(-SHOWN_MESSAGES),
  ];
  return notes.map(note => oneLine(note));
}
