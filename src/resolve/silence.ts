/** Why a trace that is attached has no hits: what runs, and what of it the probes can see. */

import path from 'node:path';
import type { Silence, SilenceCode } from '../model/absence.ts';
import type { Artifact } from '../model/artifact.ts';
import type { ProbePlan } from '../model/probePlan.ts';
import type { TracedProcess } from '../model/tracedProcess.ts';
import { mappedFiles } from '../running/mappings.ts';
import { isAlive } from '../running/processStat.ts';
import { runningProcess, runningProcesses } from '../running/processes.ts';
import { processesOf } from '../running/processesOf.ts';

export interface Counted {
  readonly calls: number;
  readonly polls: number;
}

/**
 * Null when hits come in as they should. `findOthers` brings other builds of the same target; it is asked only when
 * nothing runs this one.
 */
export async function silenceOf(
  { artifact, probes, functionName, running }: ProbePlan,
  { calls, polls }: Counted,
  findOthers: () => Promise<readonly Artifact[]>,
): Promise<Silence | null> {
  const name = `\`${functionName}\``;
  const where = `${artifact.targetName} (${artifact.profile})`;
  if (calls > 0) {
    const hasPolls = probes.some(({ instance }) => instance.kind === 'poll');
    if (!hasPolls || polls > 0) return null;
    return silence(
      'never-polled',
      `The futures of ${name} are made and not polled.`,
      'Await them, or give them to an executor.',
    );
  }
  if (polls > 0) return null;
  if (running !== undefined) return silenceIn(running, artifact, name);
  const processes = runningProcesses();
  const { current, older, unreadable } = processesOf(artifact, processes);
  if (current.length > 0) {
    const running = `${where} runs (${pidText(current)})`;
    return silence('not-called', `${running} and has not called ${name} yet.`);
  }
  if (older.length > 0) {
    const message = `${pidText(older)} runs an older build of ${where}: its file was replaced after it was started.`;
    return silence('old-process', message, 'Start the program again.');
  }
  const other = (await findOthers()).find(each => processesOf(each, processes).current.length > 0);
  if (other !== undefined) {
    const running = `${other.targetName} (${other.profile})`;
    const message = `${running} runs, and the probes are in ${where}, which does not.`;
    return silence('other-runs', message, `Choose ${running} as the artifact, or run ${where}.`);
  }
  if (unreadable.length > 0) {
    const message = `No process of yours runs ${where}; ${pidText(unreadable)} of another user may.`;
    return silence('not-running', message);
  }
  return silence('not-running', `No process runs ${where}.`, `Start ${path.basename(artifact.path)}.`);
}

/** The same where one process is traced. */
function silenceIn(process: TracedProcess, artifact: Artifact, name: string): Silence {
  const who = `Process ${process.pid}`;
  if (!isAlive(process)) return silence('not-running', `${who} has ended.`);
  if (!uses(process.pid, artifact)) return silence('other-runs', `${who} runs another program now.`);
  return silence('not-called', `${who} has not called ${name} yet.`);
}

/** True also where it may not be seen. */
function uses(pid: number, { inode }: Artifact): boolean {
  try {
    return runningProcess(pid).inode === inode || mappedFiles(pid).some(mapped => mapped.inode === inode);
  } catch {
    return true;
  }
}

function pidText(pids: readonly number[]): string {
  const shown = pids.slice(0, 3).join(', ') + (pids.length > 3 ? ', …' : '');
  return `${pids.length === 1 ? 'process' : 'processes'} ${shown}`;
}

function silence(code: SilenceCode, message: string, advice?: string): Silence {
  return { code, detail: advice === undefined ? { message } : { message, advice } };
}
