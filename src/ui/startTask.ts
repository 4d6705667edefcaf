/** Starts a trace's task and waits for the trace, but not for ever: the editor may never open the task's terminal. */

import { type Task, tasks } from 'vscode';
import { HumanError } from '../model/humanError.ts';
import type { TraceSession } from '../session/traceSession.ts';
import type { TraceTerminal } from './traceTerminal.ts';

/** An editor that works opens a terminal in less than a second. */
const LONGEST_START_MS = 10_000;

/**
 * The trace once it is on its way; null when the task has ended without one.
 * @throws HumanError when the terminal is not opened in time; the task has been ended then.
 */
export async function startTask(task: Task, terminal: TraceTerminal): Promise<TraceSession | null> {
  const execution = await tasks.executeTask(task);
  let stopWaiting = (): void => undefined;
  const neverStarted = new Promise<null>((resolve, reject) => {
    const timer = setTimeout(() => {
      execution.terminate();
      reject(new HumanError({ message: 'The editor has not opened the terminal of the trace.', advice: 'Try again.' }));
    }, LONGEST_START_MS);
    const subscription = tasks.onDidEndTask(event => {
      if (event.execution === execution) resolve(null);
    });
    stopWaiting = () => {
      clearTimeout(timer);
      subscription.dispose();
    };
  });
  try {
    return await Promise.race([terminal.started, neverStarted]);
  } finally {
    stopWaiting();
  }
}
