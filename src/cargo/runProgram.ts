/** Runs a program as the user, in the foreground of the caller's terminal: what is run under trace. */

import { execa } from 'execa';
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
  const program = execa(file, args, {
    cwd,
    stdio: stdio === 'stderr' ? ['inherit', 2, 'inherit'] : stdio,
    buffer: false,
    reject: false,
    forceKillAfterDelay: GRACE_MS,
  });
  const done = program.then(({ exitCode, signal, code, originalMessage }): ProgramEnd => {
    if (exitCode === undefined && signal === undefined) {
      const why = code === 'ENOENT' ? 'there is no such program' : (originalMessage ?? 'it did not start');
      throw new HumanError({ message: `${file} could not be started in ${cwd}: ${why}.` });
    }
    return { exitCode: exitCode ?? null, signal: signal ?? null };
  });
  return {
    pid: program.pid,
    done,
    terminate: () => {
      program.kill('SIGTERM');
    },
  };
}
