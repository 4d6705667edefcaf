/** What a self-test brought, against what its program was made to do. Pure. */

import type { Hit } from '../../model/hit.ts';
import type { EndReason, TracerName } from '../../tracer/tracer.ts';
import type { Finding, Fix } from '../finding.ts';
import { selfTestId } from '../verdict.ts';
import { selfTestNumbers, SELF_TEST_ROUNDS, SELF_TEST_TEXT } from './program.ts';

export interface SelfTestOutcome {
  readonly tracer: TracerName;
  /** From the start of the tracer's process to all probes in place, a password prompt included; null: never. */
  readonly attachedMs: number | null;
  readonly hits: readonly Hit[];
  /** The tracer's last count of all hits; null when it told none. */
  readonly counted: { readonly hits: number; readonly isExact: boolean } | null;
  /** Why our own program did not run to its end; null when it did, or was never started. */
  readonly programFailure: string | null;
  readonly reason: EndReason;
}

export function selfTestFinding(outcome: SelfTestOutcome): Finding {
  const { tracer, attachedMs, reason, programFailure } = outcome;
  const base = { id: selfTestId(tracer), group: 'Self-test', title: tracer, neededBy: [tracer], fix: null } as const;
  if (reason.kind === 'failed') {
    const { message, advice = null, action } = reason.error;
    const command = action?.kind === 'runInTerminal' ? action.command : null;
    const fix: Fix | null = advice === null ? null : { sentence: advice, command };
    return { ...base, status: 'bad', detail: message.replace(/\.$/, ''), fix };
  }
  if (reason.kind === 'cancelled') return { ...base, status: 'unknown', detail: 'not run: no password was given' };
  if (programFailure !== null) return { ...base, status: 'unknown', detail: `not run: ${programFailure}` };
  if (attachedMs === null) return { ...base, status: 'unknown', detail: 'not run: stopped before it was attached' };
  const seconds = `attached in ${(attachedMs / 1000).toFixed(1)} s`;
  const fault = faultOf(outcome);
  if (fault !== null) return { ...base, status: 'bad', detail: `${fault}; ${seconds}` };
  return { ...base, status: 'ok', detail: `all ${SELF_TEST_ROUNDS} calls with their arguments; ${seconds}` };
}

/** What is not as the program did it; null when all is. */
function faultOf({ hits, counted }: SelfTestOutcome): string | null {
  if (hits.length !== SELF_TEST_ROUNDS) return `${hits.length} of ${SELF_TEST_ROUNDS} calls were seen`;
  const wrong = selfTestNumbers().findIndex(({ round, complement }, index) => {
    const expected = [round.toString(), complement.toString(), JSON.stringify(SELF_TEST_TEXT)];
    const shown = hits[index]?.args.map(({ value }) => (value.kind === 'value' ? value.text : null)) ?? [];
    return shown.length !== expected.length || expected.some((text, position) => text !== shown[position]);
  });
  if (wrong >= 0) return `the arguments of call ${wrong + 1} were not read as they were`;
  if (counted === null) return null;
  const isTrue = counted.isExact ? counted.hits === SELF_TEST_ROUNDS : counted.hits <= SELF_TEST_ROUNDS;
  return isTrue ? null : `${counted.hits} calls were counted, of ${SELF_TEST_ROUNDS}`;
}
