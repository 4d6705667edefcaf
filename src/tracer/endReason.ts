/** Why a run ended, from how its process ended and what it had said. Pure. */

import type { HumanErrorDetail } from '../model/humanError.ts';
import type { ProcessExit } from './launcher.ts';
import { explainSudoFailure } from './sudoFailure.ts';
import type { EndReason } from './tracer.ts';

export interface RunEnd {
  readonly exit: ProcessExit;
  readonly wasStopped: boolean;
  /** The person cancelled the password prompt. */
  readonly wasCancelled: boolean;
  /** The tracer's own process; null when sudo never came to run it. */
  readonly tracerPid: number | null;
  readonly isAttached: boolean;
  /** What the process said, oldest first. */
  readonly messages: readonly string[];
  /** What these mean, where they are known. */
  readonly explanation: HumanErrorDetail | null;
}

const showLog = { kind: 'showLog' } as const;

export function endReason(end: RunEnd): EndReason {
  if (end.wasStopped) return { kind: 'stopped' };
  if (end.wasCancelled && end.tracerPid === null) return { kind: 'cancelled' };
  const { exit, tracerPid, isAttached, explanation } = end;
  const isUnexplained = exit.startError === null && tracerPid !== null && !isAttached && explanation === null;
  return { kind: 'failed', error: explain(end), ...(isUnexplained ? { isUnexplained } : {}) };
}

/** For a tracer that is still there after it was asked to end and then killed. */
export function refusedToEnd(pid: number | null | undefined): EndReason {
  if (pid === null || pid === undefined) {
    return { kind: 'failed', error: { message: 'The tracer did not end.', advice: 'Look for it with: ps aux' } };
  }
  const command = `sudo kill -KILL ${pid}`;
  return {
    kind: 'failed',
    error: {
      message: `The tracer, process ${pid}, did not end when it was asked to.`,
      advice: `End it with: ${command}`,
      action: { kind: 'runInTerminal', command },
    },
  };
}

function explain({ exit, tracerPid, isAttached, messages, explanation }: RunEnd): HumanErrorDetail {
  const lastMessage = messages.at(-1);
  const lastWords = lastMessage === undefined ? {} : { advice: `Its last words: ${lastMessage}`, action: showLog };
  if (exit.startError !== null) return { message: `The tracer could not be started: ${exit.startError.message}` };
  if (tracerPid === null) {
    return explainSudoFailure(messages) ?? { message: `sudo did not run the tracer (${how(exit)}).`, ...lastWords };
  }
  if (isAttached) return { message: `The tracer ended by itself (${how(exit)}).`, ...lastWords };
  return explanation ?? { message: `The tracer did not start (${how(exit)}).`, ...lastWords };
}

function how({ exitCode, signal }: ProcessExit): string {
  return signal ?? `exit code ${exitCode ?? 'unknown'}`;
}
