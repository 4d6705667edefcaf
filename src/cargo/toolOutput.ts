/** Asks a tool of Rust's and waits for what it prints. Builds and traced programs run on their own ways. */

import { execFile } from 'node:child_process';

export interface ToolOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** Null when it was not started or a signal ended it. */
  readonly exitCode: number | null;
  /** Did it take longer than it was given? */
  readonly isTimedOut: boolean;
  /** Why there is no exit code, as the end of a sentence; null when there is one. */
  readonly failure: string | null;
}

export interface ToolRequest {
  readonly cwd: string;
  /** Added to the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Ends the tool; what it printed is to be thrown away then. */
  readonly signal?: AbortSignal | undefined;
}

const MAX_OUTPUT_BYTES = 128 * 2 ** 20;

/** Resolves whatever becomes of the tool. `file` is looked for in the PATH of `env`. */
export function toolOutput(file: string, args: readonly string[], request: ToolRequest): Promise<ToolOutput> {
  const { cwd, env, timeoutMs, signal } = request;
  const options = {
    cwd,
    env: { ...process.env, ...env },
    timeout: timeoutMs,
    // It only reads, so that nothing is left half done.
    killSignal: 'SIGKILL',
    maxBuffer: MAX_OUTPUT_BYTES,
    signal,
  } as const;
  return new Promise(resolve => {
    const tool = execFile(file, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      const exitCode = typeof code === 'number' ? code : null;
      const isTimedOut = error?.killed === true && typeof code !== 'string';
      const failure = error === null || exitCode !== null ? null : reasonOf(error);
      resolve({ stdout, stderr, exitCode, isTimedOut, failure });
    });
    tool.stdin?.end();
  });
}

function reasonOf({ code, signal, message }: { code?: unknown; signal?: string; message: string }): string {
  if (code === 'ENOENT') return 'there is no such program';
  if (typeof code === 'string') return message;
  return `${signal ?? 'a signal'} ended it`;
}
