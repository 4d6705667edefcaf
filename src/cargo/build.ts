/** Runs `cargo build` for one target. What its output means is read in buildOutput.ts. */

import { spawn, type ChildProcess } from 'node:child_process';
import type { BuildTarget } from '../model/artifact.ts';
import { HumanError } from '../model/humanError.ts';
import { BuildOutput, type BuildListeners, type FinishedBuild } from './buildOutput.ts';
import { cargoArguments, targetOf } from './cargoArguments.ts';
import { findCargo } from './cargoCommand.ts';
import { PROGRESS_ENVIRONMENT } from './cargoProgress.ts';
import { loadWorkspace } from './metadata.ts';
import { takeLines } from './streamLines.ts';

export type BuildResult = FinishedBuild | { readonly kind: 'cancelled' };

/**
 * Builds as `cargo` would from a terminal in the package's folder. Resolves to `cancelled` once the signal has aborted
 * and cargo is gone; throws a HumanError when there is no cargo, no such workspace or no such target in it.
 */
export async function cargoBuild(
  build: BuildTarget,
  listeners: BuildListeners & { readonly signal?: AbortSignal },
): Promise<BuildResult> {
  const { signal } = listeners;
  try {
    const workspace = await loadWorkspace(build.workspaceRoot, signal);
    const owner = workspace.packages.find(({ name }) => name === build.packageName);
    const target = owner === undefined ? undefined : targetOf(build, owner.targets);
    if (owner === undefined || target === undefined) {
      const what = `${build.kind} ${build.targetName} of package ${build.packageName}`;
      throw new HumanError({ message: `There is no ${what} in ${build.workspaceRoot}.` });
    }
    const output = new BuildOutput(build, target, listeners);
    const exitCode = await runCargo(cargoArguments(build, target), owner.root, output, signal);
    return output.result(exitCode);
  } catch (error) {
    if (signal?.aborted === true) return { kind: 'cancelled' };
    throw error;
  }
}

/** Resolves to the exit code; rejects when the signal aborts, once cargo is gone. */
async function runCargo(
  args: readonly string[],
  cwd: string,
  output: BuildOutput,
  signal: AbortSignal | undefined,
): Promise<number> {
  const cargo = await findCargo();
  signal?.throwIfAborted();
  const running = spawn(cargo.file, args, {
    cwd,
    env: { ...process.env, ...cargo.env, ...PROGRESS_ENVIRONMENT },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that the compilers that cargo has started end with it.
    detached: true,
  });
  const stop = (): void => {
    if (running.pid !== undefined) killGroup(running.pid);
  };
  signal?.addEventListener('abort', stop);
  process.once('exit', stop);
  try {
    const [exitCode] = await Promise.all([
      endOf(running),
      takeLines(running.stdout, line => {
        output.takeStdout(line);
      }),
      takeLines(running.stderr, line => {
        output.takeStderr(line);
      }),
    ]);
    signal?.throwIfAborted();
    return exitCode;
  } finally {
    if (running.exitCode === null) stop();
    signal?.removeEventListener('abort', stop);
    process.removeListener('exit', stop);
  }
}

/** Resolves to the exit code. @throws HumanError when cargo could not be started or did not end by itself. */
function endOf(cargo: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      reject(new HumanError({ message: `cargo did not end by itself: ${why}.` }));
    };
    cargo.once('error', ({ message }) => {
      fail(message);
    });
    cargo.once('close', (exitCode, signal) => {
      if (exitCode === null) fail(`${signal ?? 'a signal'} ended it`);
      else resolve(exitCode);
    });
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}
