/**
 * Starts a supervised command and speaks with it through pipes alone. Sends no signal, since the process is usually
 * root's: it is asked to end by a line on its stdin, or by the end of its stdin, which this process' death is too.
 */

import { spawn } from 'node:child_process';
import { ROOT_PATH } from './trustedProgram.ts';

export interface ProcessExit {
  /** Null when a signal ended it or it never started. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Why it could not be started; null when it was. */
  readonly startError: Error | null;
}

export interface LaunchedProcess {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  /** Read at the reader's pace: an unread stream stops the writer. */
  readonly stdout: AsyncIterable<Uint8Array>;
  readonly stderr: AsyncIterable<Uint8Array>;
  /** Resolves when the process is gone; never rejects. */
  readonly exit: Promise<ProcessExit>;
  /** Writes one line to its stdin. */
  send(line: string): void;
  /** Asks the supervisor to end the tracer. */
  requestStop(): void;
  /** Lets go of a process that will not end: its streams are closed here and nothing waits for it. */
  abandon(): void;
}

/** What a privileged command and its helpers see of the environment, besides what is given. */
const ENVIRONMENT = { PATH: ROOT_PATH.join(':'), LC_ALL: 'C.UTF-8' };

/**
 * @param environment added to a small fixed one; nothing of this process' own is passed on.
 * @throws as Node does for arguments that no process can get: too long for the kernel, or with a NUL.
 */
export function launch(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): LaunchedProcess {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { env: { ...ENVIRONMENT, ...environment }, cwd: '/' });
  const { stdin, stdout, stderr } = child;
  // It may be gone before it has read the line.
  stdin.on('error', () => undefined);
  const exit = new Promise<ProcessExit>(resolve => {
    child.once('exit', (exitCode, signal) => {
      stdin.destroy();
      resolve({ exitCode, signal, startError: null });
    });
    child.once('error', startError => {
      resolve({ exitCode: null, signal: null, startError });
    });
  });
  return {
    pid: child.pid,
    stdout: bytesOf(stdout),
    stderr: bytesOf(stderr),
    exit,
    send: line => {
      if (stdin.writable) stdin.write(`${line}\n`);
    },
    requestStop: () => {
      if (stdin.writable) stdin.end('stop\n');
    },
    abandon: () => {
      for (const stream of [stdin, stdout, stderr]) stream.destroy();
      child.unref();
    },
  };
}

/** The chunks of a stream; ends quietly when the stream is destroyed. */
async function* bytesOf(stream: NodeJS.ReadableStream): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch {
    return;
  }
}
