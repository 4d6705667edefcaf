/** The question for the password, when sudo asks for one. The answer goes to sudo only: it is neither kept nor logged. */

import { CancellationTokenSource, window } from 'vscode';
import type { PasswordRequest } from '../tracer/askpass.ts';

/** Undefined when the person cancels, or when `signal` says that nobody waits for the answer any more. */
export async function askPassword({ prompt, attempt, signal }: PasswordRequest): Promise<string | undefined> {
  const cancellation = new CancellationTokenSource();
  const cancel = (): void => {
    cancellation.cancel();
  };
  signal.addEventListener('abort', cancel);
  try {
    return await window.showInputBox(
      {
        title: attempt > 1 ? 'Rust Trace: wrong password, try again' : 'Rust Trace: tracing needs root',
        prompt,
        password: true,
        ignoreFocusOut: true,
      },
      cancellation.token,
    );
  } finally {
    signal.removeEventListener('abort', cancel);
    cancellation.dispose();
  }
}
