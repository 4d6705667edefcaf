/** Runs `cargo build` for one target. What its output means is read in buildOutput.ts. */

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
  const { execa } = await import('execa');
  const running = execa(cargo.file, args, {
    cwd,
    env: { ...cargo.env, ...PROGRESS_ENVIRONMENT },
    stdin: 'ignore',
    buffer: false,
    reject: false,
    // A process group of its own, so that the compilers that cargo has started end with it.
    detached: true,
  });
  const stop = (): void => {
    if (running.pid !== undefined) killGroup(running.pid);
  };
  signal?.addEventListener('abort', stop);
  process.once('exit', stop);
  try {
    const [result] = await Promise.all([
      running,
      takeLines(running.stdout, line => {
        output.takeStdout(line);
      }),
      takeLines(running.stderr, line => {
        output.takeStderr(line);
      }),
    ]);
    signal?.throwIfAborted();
    if (result.exitCode === undefined)
      throw new HumanError({ message: `cargo did not end by itself: ${result.shortMessage ?? ''}` });
    return result.exitCode;
  } finally {
    if (running.exitCode === null) stop();
    signal?.removeEventListener('abort', stop);
    process.removeListener('exit', stop);
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}
