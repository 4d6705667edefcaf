/** Runs a program as the user, in the foreground of the caller's terminal: what is run under trace. */

import { spawn, type ChildProcess } from 'node:child_process';
import { HumanError } from '../model/humanError.ts';

export interface ProgramRequest {
  /** Program and arguments; no shell reads them. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /**
   * `inherit`: the caller's stdin, stdout and stderr. `stderr`: the same, but what the program prints goes to the
   * caller's stderr, which leaves stdout to the caller. `ignore`: none of them.
   */
  readonly stdio: 'inherit' | 'stderr' | 'ignore';
}

export interface ProgramEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  /** Name of the signal that ended it, or null. */
  readonly signal: string | null;
}

export interface RunningProgram {
  /** Undefined when it could not be started; `done` then says why. */
  readonly pid: number | undefined;
  /** Resolves when the program has ended; rejects with a HumanError when it could not be started. */
  readonly done: Promise<ProgramEnd>;
  /** Asks it to end (SIGTERM), and makes it end (SIGKILL) two seconds later. */
  terminate(): void;
}

const GRACE_MS = 2_000;

export function runProgram({ argv: [file, ...args], cwd, stdio }: ProgramRequest): RunningProgram {
  const program = spawn(file, args, { cwd, stdio: stdio === 'stderr' ? ['inherit', 2, 'inherit'] : stdio });
  const end = (): void => {
    program.kill();
  };
  // It does not outlive us.
  process.once('exit', end);
  const done = endOf(program, file, cwd).finally(() => {
    process.removeListener('exit', end);
  });
  return {
    pid: program.pid,
    done,
    terminate: () => {
      program.kill();
      const limit = setTimeout(() => program.kill('SIGKILL'), GRACE_MS);
      program.once('close', () => {
        clearTimeout(limit);
      });
    },
  };
}

function endOf(program: ChildProcess, file: string, cwd: string): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    program.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      // A program that became another user's cannot be ended by us; it ends when it likes.
      if (program.pid !== undefined) return;
      const why = code === 'ENOENT' ? 'there is no such program' : message;
      reject(new HumanError({ message: `${file} could not be started in ${cwd}: ${why}.` }));
    });
    program.once('close', (exitCode, signal) => {
      resolve({ exitCode, signal });
    });
  });
}
