/** A trace that could not start, or died, is told of at once: its terminal stays in the background. */

import { commands, type OutputChannel } from 'vscode';
import { COMMANDS } from '../contributions.ts';
import { HumanError } from '../model/humanError.ts';
import { referenceTo } from '../session/locate.ts';
import type { TraceRunner } from '../session/traceRunner.ts';
import { showError } from './errors.ts';

/** `log`: where the tracer's own words stand. The answer takes the listener back. */
export function showFailures(runner: TraceRunner, log: OutputChannel): () => void {
  return runner.onEvent(({ session, event }) => {
    if (event.type !== 'ended' || event.reason.kind !== 'failed') return;
    const build = (): void => void commands.executeCommand(COMMANDS.trace, referenceTo(session.function));
    showError(new HumanError(event.reason.error), { log, build });
  });
}
